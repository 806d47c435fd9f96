/** Subscriptions with how they do, as the list shows them. */
import type { RetryPolicy, Signing, Subscription, SubscriptionHealth } from "../../bindings";
import { toText, waitText } from "../../parts/form/durations";
import type { Address } from "../../parts/list/use-address";

export type SubscriptionRow = Subscription & { health: SubscriptionHealth | undefined };

export const STATUSES = [
  { value: "on", word: "On" },
  { value: "off", word: "Off" },
  { value: "consent", word: "Needs consent" },
  { value: "rejected", word: "Has rejected messages" },
] as const;

/** A filter of the address as a list, however it was written there. */
export const asList = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

/** Whether a row passes the filters of the address. */
export function passes(row: SubscriptionRow, { event, status }: Address): boolean {
  const events = asList(event);
  if (events.length > 0 && !events.includes(row.event_name)) return false;
  const statuses = asList(status);
  return statuses.length === 0 || statuses.some((one) => stands(row, one));
}

function stands(row: SubscriptionRow, status: string): boolean {
  switch (status) {
    case "on":
      return row.enabled;
    case "off":
      return !row.enabled;
    case "consent":
      return row.needs_consent;
    case "rejected":
      return (row.health?.rejected ?? 0) > 0;
    default:
      return true;
  }
}

export const nameOf = (row: Subscription): string => row.label || row.url || `Subscription ${row.id}`;

export function signingWord(signing: Signing): string {
  switch (signing.scheme) {
    case "none":
      return "–";
    case "aligent":
      return "Aligent";
    case "standard":
      return "Standard Webhooks";
    case "hmac":
      return `HMAC, ${signing.header}`;
  }
}

export function retryWord(retry: RetryPolicy): string {
  switch (retry.kind) {
    case "standard":
      return "Standard";
    case "classic":
      return "Aligent classic";
    case "fixed":
      return `${retry.retries} × ${waitText(retry.delay_ms)}`;
    case "linear":
      return `Linear, ${retry.retries} from ${waitText(retry.step_ms)}`;
    case "quadratic":
      return `Quadratic, ${retry.retries} from ${waitText(retry.step_ms)}`;
    case "exponential":
      return `Exponential, ${retry.retries} from ${waitText(retry.first_ms)}`;
    case "custom":
      return retry.delays_ms.map(toText).join(", ");
  }
}
