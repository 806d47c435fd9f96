import { Page } from "../../parts/page";

export function ConnectionsScreen() {
  return <Page title="Connections">{null}</Page>;
}
