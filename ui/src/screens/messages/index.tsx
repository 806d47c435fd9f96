import { Page } from "../../parts/page";

export function MessagesScreen() {
  return <Page title="Messages">{null}</Page>;
}
