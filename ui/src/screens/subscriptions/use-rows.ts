/** The subscriptions, each with its counts from the overview. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Fault } from "../../bindings";
import { useCommand } from "../../query";
import type { SubscriptionRow } from "./rows";

export function useSubscriptionRows(): UseQueryResult<SubscriptionRow[], Fault> {
  const list = useCommand("subscriptions.list", {});
  // The list stands without its counts; they follow.
  const overview = useCommand("overview.get", {});
  const data = useMemo(() => {
    const health = new Map(overview.data?.subscriptions.map((one) => [one.id, one]));
    return list.data?.map((row) => ({ ...row, health: health.get(row.id) }));
  }, [list.data, overview.data]);
  return { ...list, data } as UseQueryResult<SubscriptionRow[], Fault>;
}
