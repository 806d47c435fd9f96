/** What a person does about an authorization; the engine's pushes tell the rest. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Authorization, Fault } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { tellFault } from "../../parts/fault";
import { useKeyed } from "../../parts/form/use-keyed";

export type AuthorizationActs = {
  start: () => void;
  /** Consent to a provider on this machine or in one's own network, for as long as this is open. */
  allowPrivate: boolean;
  setAllowPrivate: (allow: boolean) => void;
  cancel: () => void;
  /** Goes on with the address the browser was sent to on another machine. */
  finish: (address: string) => void;
  open: (url: string) => void;
  busy: boolean;
  fault: Fault | null;
  /** Asks for the key of the secrets where it is needed. */
  dialog: ReactNode;
};

/** One waits already: the window shows that one. */
const BUSY = "auth.busy";

export function useAuthorization(id: number): AuthorizationActs {
  const host = useHost();
  const client = useQueryClient();
  const { run, dialog } = useKeyed();
  const [allowPrivate, setAllowPrivate] = useState(false);
  const open = (url: string) => void host.openUrl(url).catch((thrown) => tellFault(toFault(thrown)));
  const act = useMutation<Authorization, Fault, () => Promise<Authorization>>({
    mutationFn: (ask) => run(ask).catch((thrown) => Promise.reject(toFault(thrown))),
    onSuccess: (now) => client.setQueryData(["connections.authorization", { id }], now),
    onError: () => client.invalidateQueries({ queryKey: ["connections.authorization"] }),
  });
  return {
    allowPrivate,
    setAllowPrivate,
    start: () =>
      act.mutate(() => host.call("connections.authorize", { id, ...(allowPrivate ? { allow_private: true } : {}) }), {
        onSuccess: ({ phase, authorize_url }) => {
          if (phase === "waiting" && authorize_url) open(authorize_url);
        },
      }),
    cancel: () => act.mutate(() => host.call("connections.authorize_cancel", { id })),
    finish: (address) => act.mutate(() => host.call("connections.authorize_finish", { id, address })),
    open,
    busy: act.isPending,
    fault: act.error && act.error.code !== BUSY ? act.error : null,
    dialog,
  };
}
