/** What the addresses of the webhook screens say. */

import { z } from "zod";
import type { ListWebhookLogs } from "../../bindings";

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const text = maybe(z.coerce.string());
const moment = maybe(z.enum(["before", "after"]));

/** One webhook: which part is shown, and what a new one starts with. */
export const webhookSearch = z.object({ part: maybe(z.enum(["settings", "content"])), method: text, moment });

export const testSearch = z.object({ method: text, moment });

export const LEVELS = ["debug", "notice", "warning", "error"] as const;

export const logSearch = z.object({
  level: maybe(z.enum(LEVELS)),
  method: text,
  moment,
  from: maybe(z.iso.datetime({ offset: true })),
  to: maybe(z.iso.datetime({ offset: true })),
  batch: text,
  hook: text,
  request_id: text,
  q: text,
});
export type LogSearch = z.infer<typeof logSearch>;

export function toLogRequest(search: LogSearch): ListWebhookLogs {
  // One by one: an address may hold more than this screen knows.
  const { level, method, moment, from, to, batch, hook, request_id, q } = search;
  const request: ListWebhookLogs = { level, method, moment, from, to, batch, hook, request_id, search: q };
  return Object.fromEntries(
    Object.entries(request)
      .map(([key, value]) => [key, typeof value === "string" ? value.trim() : value])
      .filter(([, value]) => value !== undefined && value !== ""),
  );
}

export const catalogueSearch = z.looseObject({
  q: text,
  open: text,
  kind: maybe(z.array(z.enum(["observer", "plugin", "event"]))),
  known: maybe(z.array(z.enum(["documented", "seen"]))),
});
