/** Commands as queries and mutations. Cache keys are `[command, request]`. */
import {
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { createContext, useContext, useEffect } from "react";
import type { Fault, Push } from "../bindings";
import { useHost } from "../host/context";
import { type CommandName, type Commands, toFault } from "../host/host";

export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Pushes say when something is stale; nothing is asked for twice without reason.
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        refetchOnWindowFocus: false,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

interface CommandOptions {
  /** Ask only when true. */
  enabled?: boolean;
  /** Keep showing the last answer while another request's answer is on its way. */
  keep?: boolean;
}

/** A command's answer, kept fresh by pushes. */
export function useCommand<N extends CommandName>(
  name: N,
  request: Commands[N]["request"],
  options: CommandOptions = {},
): UseQueryResult<Commands[N]["response"], Fault> {
  const host = useHost();
  return useQuery<Commands[N]["response"], Fault>({
    queryKey: [name, request],
    queryFn: () => host.call(name, request),
    enabled: options.enabled ?? true,
    placeholderData: options.keep ? (before: Commands[N]["response"] | undefined) => before as never : undefined,
  });
}

/** A command that changes something. What it made stale is told by the engine's push; `touches` is for what is not. */
export function useAct<N extends CommandName>(
  name: N,
  touches: CommandName[] = [],
): UseMutationResult<Commands[N]["response"], Fault, Commands[N]["request"]> {
  const host = useHost();
  const client = useQueryClient();
  return useMutation<Commands[N]["response"], Fault, Commands[N]["request"]>({
    mutationFn: (request) => host.call(name, request).catch((thrown) => Promise.reject(toFault(thrown))),
    onSuccess: () =>
      Promise.all(touches.map((command) => client.invalidateQueries({ queryKey: [command] }))).then(() => undefined),
  });
}

/** Those who want to hear of pushes themselves, such as the grids. */
export type PushListeners = Set<(push: Push) => void>;
const ListenersContext = createContext<PushListeners>(new Set());
export const PushListenersProvider = ListenersContext.Provider;

/** Hears gathered pushes (at most four a second). */
export function usePush(listener: (push: Push) => void): void {
  const listeners = useContext(ListenersContext);
  useEffect(() => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [listeners, listener]);
}
