/** Gives every screen its host. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Host } from "./host";

const HostContext = createContext<Host | null>(null);

export const HostProvider = HostContext.Provider;

export function useHost(): Host {
  const host = useContext(HostContext);
  if (host === null) throw new Error("No host: wrap the tree in HostProvider.");
  return host;
}

const links = new WeakMap<Host, { alive: boolean; subscribe: (changed: () => void) => () => void }>();

function linkOf(host: Host) {
  const known = links.get(host);
  if (known) return known;
  const changedListeners = new Set<() => void>();
  const link = {
    alive: true,
    subscribe(changed: () => void) {
      changedListeners.add(changed);
      return () => changedListeners.delete(changed);
    },
  };
  links.set(host, link);
  host.onLink((alive) => {
    link.alive = alive;
    for (const changed of changedListeners) changed();
  });
  return link;
}

/** Whether pushes arrive at present. */
export function useLink(): boolean {
  const link = linkOf(useHost());
  return useSyncExternalStore(link.subscribe, () => link.alive);
}
