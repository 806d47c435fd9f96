import { type ReactNode, useRef, useState } from "react";
import type { KeyState } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { KeyDialog } from "./key-dialog";

const NEEDS_KEY = new Set(["secret.no_key", "secret.locked"]);

/**
 * Runs actions that may need the key of the secrets: where it is not open the choice is asked for in place, and the
 * action runs again afterwards. Put `dialog` beside the form.
 */
export function useKeyed(): { run: <T>(action: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const host = useHost();
  const [key, setKey] = useState<KeyState | null>(null);
  const answer = useRef<(opened: boolean) => void>(null);
  const ask = (state: KeyState) =>
    new Promise<boolean>((resolve) => {
      answer.current = resolve;
      setKey(state);
    });
  const close = (opened: boolean) => {
    setKey(null);
    answer.current?.(opened);
    answer.current = null;
  };
  const run = async <T,>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      if (!NEEDS_KEY.has(toFault(error).code)) throw error;
      const { key: state } = await host.call("system.info", {});
      if (!state.open && !(await ask(state))) throw error;
      return action();
    }
  };
  const dialog = key && (
    <KeyDialog
      state={key}
      onCancel={() => close(false)}
      onOpen={(state) => (state.open ? close(true) : setKey(state))}
    />
  );
  return { run, dialog };
}
