import { Page } from "../../parts/page";

export function OverviewScreen() {
  return <Page title="Overview">{null}</Page>;
}
