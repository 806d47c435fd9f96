/** The whole window over one host. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { HostProvider } from "./host/context";
import type { Host } from "./host/host";
import { makeClient, type PushListeners, PushListenersProvider } from "./query";
import { followHost } from "./query/live";
import { makeRouter } from "./router";
import { theme } from "./theme";

/** What every screen stands on, apart from the router. */
export function Ground({ host, children }: { host: Host; children: ReactNode }) {
  const [client] = useState(makeClient);
  const [listeners] = useState<PushListeners>(() => new Set());
  useEffect(
    () => followHost(host, client, (push) => listeners.forEach((tell) => void tell(push))),
    [host, client, listeners],
  );
  return (
    <HostProvider value={host}>
      <QueryClientProvider client={client}>
        <PushListenersProvider value={listeners}>{children}</PushListenersProvider>
      </QueryClientProvider>
    </HostProvider>
  );
}

/** Tests have no layout: without this, what opens over a target is hidden because the target seems to be away. */
const ENV = import.meta.env.MODE === "test" ? "test" : "default";

export function Look({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" env={ENV}>
      {/* Drawers open on the right, with what saves them at their foot. */}
      <Notifications position="bottom-left" limit={4} />
      {children}
    </MantineProvider>
  );
}

export function App({ host }: { host: Host }) {
  const [router] = useState(() => makeRouter());
  return (
    <Ground host={host}>
      <RouterProvider router={router} />
    </Ground>
  );
}
