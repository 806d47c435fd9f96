import { Page } from "../../parts/page";

export function EventsScreen() {
  return <Page title="Events">{null}</Page>;
}
