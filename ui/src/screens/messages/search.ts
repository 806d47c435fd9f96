/** What the address says about the message grid. */
import { z } from "zod";
import type { ListMessages, MessageFilter, MessageState } from "../../bindings";
import { STATES } from "../../words";

export const TABS = ["queued", "retrying", "rejected", "delivered", "all"] as const;
export type Tab = (typeof TABS)[number];

/** The states each tab is about; `all` has a filter of its own. */
export const tabStates: Record<Tab, MessageState[]> = {
  queued: ["queued", "sending", "held"],
  retrying: ["retrying"],
  rejected: ["rejected"],
  delivered: ["delivered"],
  all: [],
};

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** Whatever is not understood is left out rather than refused: an address may be old or typed by hand. */
export const messageSearch = z.object({
  tab: maybe(z.enum(TABS)),
  states: maybe(z.array(z.enum(STATES))),
  subscriptions: maybe(z.array(z.number())),
  hooks: maybe(z.array(z.string())),
  from: maybe(z.iso.datetime({ offset: true })),
  to: maybe(z.iso.datetime({ offset: true })),
  status: maybe(z.string().regex(/^(none|[1-5]xx|[1-5]\d\d)$/)),
  q: maybe(z.coerce.string()),
  sort: maybe(z.enum(["created", "due"])),
  order: maybe(z.enum(["asc", "desc"])),
});
export type MessageSearch = z.infer<typeof messageSearch>;

const filled = <T>(list: T[] | undefined): T[] | undefined => (list && list.length > 0 ? list : undefined);

/** The filter the engine is asked for. */
export function toFilter(search: MessageSearch): MessageFilter {
  const tab = search.tab ?? "all";
  const filter: MessageFilter = {
    states: tab === "all" ? filled(search.states) : tabStates[tab],
    subscriptions: filled(search.subscriptions),
    hooks: filled(search.hooks),
    from: search.from,
    to: search.to,
    status: search.status,
    search: search.q?.trim() || undefined,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Due times exist only while something is due. */
export function canSortByDue(search: MessageSearch): boolean {
  return search.tab === "queued" || search.tab === "retrying";
}

export function toRequest(search: MessageSearch): ListMessages {
  const sort = search.sort === "due" && canSortByDue(search) ? "due" : "created";
  return { filter: toFilter(search), sort, order: search.order ?? (sort === "due" ? "asc" : "desc") };
}

/** Whether anything beyond the tab narrows the list. The address may hold more than this screen knows. */
export function isNarrowed(search: MessageSearch): boolean {
  const { states, subscriptions, hooks, from, to, status, q } = search;
  return (
    [states, subscriptions, hooks].some((list) => list !== undefined && list.length > 0) ||
    [from, to, status, q].some(Boolean)
  );
}
