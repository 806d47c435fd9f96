import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Fault, KeyState } from "../../bindings";
import { useHost } from "../../host/context";
import { type Commands, toFault } from "../../host/host";
import { sentence } from "../../words";
import { FaultAlert } from "../fault";

type KeyCommand = "security.use_os" | "security.use_passphrase" | "security.unlock" | "security.begin_anew";

/** Runs a command about the key and shows how it failed. */
export function useKeyCommand(onDone: (state: KeyState) => void) {
  const host = useHost();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Fault | null>(null);
  const run = async <N extends KeyCommand>(name: N, request: Commands[N]["request"]) => {
    setBusy(true);
    setFailed(null);
    try {
      const state = await host.call(name, request);
      void client.invalidateQueries({ queryKey: ["system.info"] });
      void client.invalidateQueries({ queryKey: ["overview.get"] });
      void client.invalidateQueries({ queryKey: ["security.what_is_lost"] });
      onDone(state);
    } catch (error) {
      setFailed(toFault(error));
    } finally {
      setBusy(false);
    }
  };
  const fault: ReactNode = failed && <FaultAlert fault={failed} />;
  const wrongCurrent = failed?.field === "current" ? sentence(failed.message) : null;
  const wrong =
    failed && !wrongCurrent && (failed.code === "secret.wrong_passphrase" || failed.field === "passphrase")
      ? sentence(failed.message)
      : null;
  return { run, busy, fault, wrong, wrongCurrent };
}
