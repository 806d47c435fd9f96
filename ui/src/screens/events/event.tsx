import { Page } from "../../parts/page";

export function EventScreen() {
  return <Page title="Event">{null}</Page>;
}
