/** The rows of a configuration screen as the address asks for them. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Fault } from "../../bindings";
import { type GridSort, type RowSource, useRowsOf } from "../grid";
import { type SortKeys, sorted, withWords } from "./sorting";
import { type Address, useAddress } from "./use-address";

type Options<T> = {
  query: UseQueryResult<T[], Fault>;
  keys: SortKeys<T>;
  /** The column it is sorted by unless the address says another. */
  sortedBy: string;
  /** The text the search looks in. */
  text: (row: T) => string;
  /** The screen's own filters; keep it the same between renders. */
  keep?: (row: T, address: Address) => boolean;
};

export type ConfigList<T> = {
  source: RowSource<T>;
  sort: GridSort;
  address: Address;
  change: (next: Address) => void;
  /** How many there are before filtering. */
  total: number;
};

export function useConfigList<T>({ query, keys, sortedBy, text, keep }: Options<T>): ConfigList<T> {
  const [address, change] = useAddress();
  const by = address.sort !== undefined && address.sort in keys ? address.sort : sortedBy;
  const order = address.order ?? "asc";
  // biome-ignore lint/correctness/useExhaustiveDependencies: keys, text and keep belong to the screen and do not change
  const rows = useMemo(() => {
    if (!query.data) return undefined;
    const kept = keep ? query.data.filter((row) => keep(row, address)) : query.data;
    return sorted(withWords(kept, address.q, text), keys, by, order);
  }, [query.data, address, by, order]);
  const source = useRowsOf(rows, query.error, query.refetch);
  const sort: GridSort = {
    by,
    order,
    onSort: (next) => change({ sort: next, order: next === by && order === "asc" ? "desc" : "asc" }),
  };
  return { source, sort, address, change, total: query.data?.length ?? 0 };
}
