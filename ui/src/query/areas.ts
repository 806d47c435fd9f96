/** Which answers a change in an area makes stale. */
import type { CommandName } from "../host/host";

const STALE: Record<string, CommandName[]> = {
  messages: [
    "messages.list",
    "messages.get",
    "overview.get",
    "counts.get",
    "dumps.list",
    "events.get",
    "samples.state",
    "system.network",
    "messages.plan",
  ],
  events: ["events.list", "events.get", "overview.get", "counts.get"],
  hooks: ["hooks.list", "overview.get", "events.list", "webhooks.list"],
  webhooks: ["webhooks.list"],
  webhook_log: ["webhooks.logs"],
  secrets: ["secrets.list", "content.preview"],
  catalogue: ["catalogue.list", "catalogue.get"],
  subscriptions: [
    "subscriptions.list",
    "subscriptions.get",
    "hooks.list",
    "connections.list",
    "overview.get",
    "messages.get",
  ],
  connections: [
    "connections.list",
    "connections.authorization",
    "subscriptions.list",
    "subscriptions.get",
    "overview.get",
  ],
  settings: ["settings.list", "system.info", "overview.get", "samples.state", "retry.preview", "signature.get"],
  samples: ["samples.state", "overview.get"],
  network: ["system.network", "overview.get"],
  prove: ["system.prove_state"],
  system: ["system.info", "overview.get"],
};

/** The commands whose answers may have changed. An area this window does not know makes everything stale. */
export function staleCommands(areas: Iterable<string>): Set<string> | "all" {
  const stale = new Set<string>();
  for (const area of areas) {
    const commands = STALE[area];
    if (commands === undefined) return "all";
    for (const command of commands) stale.add(command);
  }
  return stale;
}
