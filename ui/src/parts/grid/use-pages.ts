/** Pages as a grid's source, kept for a while after the screen is left, so that coming back finds the same place. */
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import type { Push } from "../../bindings";
import { useHost } from "../../host/context";
import type { Host } from "../../host/host";
import { usePush } from "../../query";
import { type PagedOptions, PagedRows } from "./pages";
import type { RowSource } from "./source";

const REMEMBERED = 6;
const remembered = new WeakMap<Host, Map<string, PagedRows<never, never>>>();

function pagesFor<T, K>(host: Host, key: string, options: PagedOptions<T, K>): PagedRows<T, K> {
  let lists = remembered.get(host);
  if (!lists) {
    lists = new Map();
    remembered.set(host, lists);
  }
  const known = lists.get(key) as PagedRows<T, K> | undefined;
  const pages = known ?? new PagedRows(options);
  // Last used is last in the map; the first is the one to forget.
  lists.delete(key);
  lists.set(key, pages as never);
  for (const old of lists.keys()) {
    if (lists.size <= REMEMBERED) break;
    lists.delete(old);
  }
  return pages;
}

export interface PagesSource<T> extends RowSource<T> {
  unindexed: number;
}

/** `key` names the list: another key is another list. `area` is the push area that changes it. */
export function usePages<T, K>(key: string, area: string, options: PagedOptions<T, K>): PagesSource<T> {
  const host = useHost();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the options
  const pages = useMemo(() => pagesFor(host, key, options), [host, key]);
  const view = useSyncExternalStore(pages.subscribe, pages.snapshot);
  usePush(
    useCallback(
      (push: Push) => {
        if (push.areas.includes(area)) pages.refresh();
      },
      [pages, area],
    ),
  );
  // Pushes were not heard while the screen was away.
  useEffect(() => {
    if (!pages.snapshot().loading) pages.refresh();
  }, [pages]);
  return useMemo(
    () => ({
      ...view,
      row: pages.row,
      ids: pages.named ? pages.ids : undefined,
      retry: pages.retry,
      want: pages.want,
      showFresh: pages.showFresh,
      place: pages.place,
    }),
    [view, pages],
  );
}
