/** Asks before a screen is left on which something would be lost. */
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { Confirm } from "./confirm";

export function useLeaveGuard(dirty: boolean): { dialog: ReactNode; free: () => void } {
  const freed = useRef(false);
  const blocker = useBlocker({
    // Staying on the same screen, with another tab or filter in the address, loses nothing.
    shouldBlockFn: ({ current, next }) => dirty && !freed.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty && !freed.current,
    withResolver: true,
  });
  const dialog = blocker.status === "blocked" && (
    <Confirm
      title="Throw away your changes?"
      action="Throw away"
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      What you changed here is not saved.
    </Confirm>
  );
  // What is saved may be left, before the screen is rendered anew.
  return {
    dialog,
    free: () => {
      freed.current = true;
    },
  };
}
