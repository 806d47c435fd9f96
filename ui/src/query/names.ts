/** Names for people, looked up by number. */
import { useCallback } from "react";
import { useCommand } from ".";

/** An address as short as it is clear. */
export const shortUrl = (url: string) => url.replace(/^https?:\/\//, "");

/** A subscription's label, or else its address. */
export function useSubscriptionNames(): (id: number) => string {
  const subscriptions = useCommand("subscriptions.list", {}).data;
  return useCallback(
    (id) => {
      const found = subscriptions?.find((entry) => entry.id === id);
      if (found) return found.label || shortUrl(found.url);
      return subscriptions ? `#${id} (deleted)` : `#${id}`;
    },
    [subscriptions],
  );
}
