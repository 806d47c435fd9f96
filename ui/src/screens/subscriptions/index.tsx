import { Page } from "../../parts/page";

export function SubscriptionsScreen() {
  return <Page title="Subscriptions">{null}</Page>;
}
