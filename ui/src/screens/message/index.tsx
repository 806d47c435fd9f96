import { Page } from "../../parts/page";

export function MessageScreen() {
  return <Page title="Message">{null}</Page>;
}
