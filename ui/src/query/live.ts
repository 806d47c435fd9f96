/** Turns pushes into cache updates: counts are written straight in, the rest is made stale, at most four times a second. */
import type { QueryClient } from "@tanstack/react-query";
import type { Push } from "../bindings";
import type { Host } from "../host/host";
import { staleCommands } from "./areas";

const GATHER_MS = 250;

/** Puts several pushes into one. */
export function merge(a: Push | null, b: Push): Push {
  if (a === null) return b;
  const many = (push: Push) => push.areas.includes("messages") && push.messages.length === 0;
  return {
    areas: [...new Set([...a.areas, ...b.areas])],
    messages: many(a) || many(b) ? [] : [...new Set([...a.messages, ...b.messages])],
    counts: b.counts ?? a.counts,
  };
}

export function applyPush(client: QueryClient, push: Push): void {
  if (push.counts) client.setQueryData(["counts.get", {}], push.counts);
  const stale = staleCommands(push.areas);
  const named = new Set(push.messages);
  void client.invalidateQueries({
    predicate: ({ queryKey: [command, request] }) => {
      if (command === "counts.get" && push.counts) return false;
      if (stale === "all") return true;
      if (!stale.has(command as string)) return false;
      // A message nobody touched need not be read again, unless its subscription or event may have changed.
      const onlyMessages = push.areas.every((area) => area === "messages");
      if (command === "messages.get" && onlyMessages && named.size > 0) {
        return named.has((request as { id: string }).id);
      }
      return true;
    },
  });
}

/** Follows the host's pushes; tells `heard` about each gathered one as well. */
export function followHost(host: Host, client: QueryClient, heard: (push: Push) => void): () => void {
  let gathered: Push | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const push = gathered;
    gathered = null;
    if (push === null) return;
    applyPush(client, push);
    heard(push);
  };
  const stop = host.onPush((push) => {
    gathered = merge(gathered, push);
    timer ??= setTimeout(flush, GATHER_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
