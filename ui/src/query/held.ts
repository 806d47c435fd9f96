/** How many messages wait for connections that somebody must authorize. */
import { useCommand } from ".";

export type Held = { count: number; more: boolean };

/** Held messages of the subscriptions of these connections; nothing is asked where there is no connection. */
export function useHeld(connections: readonly number[]): Held {
  const wanted = connections.length > 0;
  const subscriptions = useCommand("subscriptions.list", {}, { enabled: wanted }).data ?? [];
  const ids = subscriptions
    .filter(({ recipient }) => recipient.kind === "connection" && connections.includes(recipient.id))
    .map(({ id }) => id);
  const plan = useCommand(
    "messages.plan",
    { filter: { states: ["held"], subscriptions: ids } },
    { enabled: wanted && ids.length > 0, keep: true },
  ).data;
  return wanted && ids.length > 0 && plan ? { count: plan.count, more: plan.more } : { count: 0, more: false };
}
