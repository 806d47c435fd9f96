/** Settings as a person looks for them: grouped by the beginning of their key. */
import type { Setting } from "../../bindings";

export type Group = { id: string; title: string; hint?: string; settings: Setting[] };

const GROUPS = [
  { id: "sending", title: "Sending", prefixes: ["retry.", "send.", "targets.", "network.", "notify."] },
  { id: "contents", title: "Hook contents and webhooks", prefixes: ["content.", "webhooks."] },
  { id: "debug", title: "Debug dumps", prefixes: ["debug."] },
  { id: "retention", title: "Retention", prefixes: ["retention."] },
];

/** The groups that have settings; a setting this window does not know stands under "Other". */
export function groupSettings(settings: Setting[]): Group[] {
  const groups: Group[] = GROUPS.map(({ id, title, prefixes }) => ({
    id,
    title,
    settings: settings.filter(({ key }) => prefixes.some((prefix) => key.startsWith(prefix))),
  }));
  const known = new Set(groups.flatMap((group) => group.settings));
  groups.push({ id: "other", title: "Other", settings: settings.filter((setting) => !known.has(setting)) });
  return groups.filter((group) => group.settings.length > 0);
}

const NAMES: Record<string, string> = {
  "retry.default": "Retry policy of new subscriptions",
  "send.timeout_ms": "Deadline of new subscriptions",
  "send.concurrency": "Requests at once, per new subscription",
  "send.max_in_flight": "Requests at once, over all",
  "targets.private": "Private and loopback addresses",
  "network.detect": "Wait while this computer is offline",
  "notify.system": "Notifications of the system",
  "content.env": "Environment variables contents may use",
  "content.context": "Context values where an event brings none",
  "content.shop": "The shop that is asked for context values",
  "content.converters": "Converters for the shop's classes",
  "webhooks.log.enabled": "Keep a log of webhooks",
  "webhooks.log.days": "Days lines of that log are kept",
  "webhooks.log.level": "Least level that is kept",
  "webhooks.ims.url": "Where Developer Console tokens come from",
  "webhooks.ims.scope": "Scopes of those tokens",
  "debug.enabled": "Dump every attempt",
  "debug.max_mib": "Size of the debug folder (MiB)",
  "debug.keep_days": "Days dumps are kept",
  "retention.days": "Days finished messages are kept",
};

const CHOICES: Record<string, Record<string, string>> = {
  "targets.private": { ask: "Ask for consent, per subscription", allow: "Allow them all" },
};

/** What to call a setting; its key where this window does not know it. */
export const nameOf = ({ key }: Setting): string => NAMES[key] ?? key;

/** What it does; times are shown as times, whatever they are stored in. */
export const describe = ({ description }: Setting): string => description.replace(/, in milliseconds\b/, "");

/** What to call one of its choices. */
export const choiceName = ({ key }: Setting, choice: string): string => CHOICES[key]?.[choice] ?? choice;

/** Whether it stands at its default. */
export const isDefault = ({ value, default: start }: Setting): boolean =>
  JSON.stringify(value) === JSON.stringify(start);
