/** What the address says about the event grid. */
import { z } from "zod";
import type { ListEvents } from "../../bindings";

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

export const eventSearch = z.object({
  routing: maybe(z.enum(["matched", "no_subscription", "unmatched"])),
  name: maybe(z.string()),
  from: maybe(z.iso.datetime({ offset: true })),
  to: maybe(z.iso.datetime({ offset: true })),
  q: maybe(z.coerce.string()),
  /** The "Send test event" dialog is open, for this name where one is given. */
  send: maybe(z.union([z.boolean(), z.string()])),
});
export type EventSearch = z.infer<typeof eventSearch>;

export function toRequest(search: EventSearch): ListEvents {
  const request: ListEvents = {
    routing: search.routing,
    name: search.name?.trim().toLowerCase() || undefined,
    from: search.from,
    to: search.to,
    search: search.q?.trim() || undefined,
  };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}
