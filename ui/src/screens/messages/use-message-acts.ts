/** What a person can do with one message from a list. */
import { useCallback } from "react";
import type { MessageRow } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { tellDone, tellFault } from "../../parts/fault";
import { stateWord } from "../../words";

/** Sends one message again at once. */
export function useRetryOne(): (row: MessageRow) => Promise<void> {
  const host = useHost();
  return useCallback(
    async (row) => {
      try {
        const step = await host.call("messages.retry", { ids: [row.id] });
        if (step.changed === 1) tellDone(`Sent back to the queue: ${row.event_name}.`);
        else {
          tellFault({
            code: "message.not_allowed",
            message: `The message is ${stateWord[row.state].toLowerCase()} and cannot be retried now.`,
            next: "Wait until the running attempt has ended, then try again.",
          });
        }
      } catch (thrown) {
        tellFault(toFault(thrown));
      }
    },
    [host],
  );
}

export const canDiscard = (row: MessageRow) =>
  ["queued", "retrying", "held", "rejected", "skipped"].includes(row.state);
export const canRetry = (row: MessageRow) => row.state !== "sending";
