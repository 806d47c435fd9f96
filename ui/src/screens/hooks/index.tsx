import { Page } from "../../parts/page";

export function HooksScreen() {
  return <Page title="Hooks">{null}</Page>;
}
