/** Asks before acting on many messages, shows how far it is, and lets a person stop it. */
import { Button, Group, Modal, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Fault, MessageFilter, Plan } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { FaultAlert } from "../../parts/fault";
import { fullCount, plural } from "../../words";
import { type BulkKind, type BulkProgress, runBulk } from "./bulk";

export interface BulkRequest {
  kind: BulkKind;
  /** These, or everything that matches. */
  target: { ids: string[] } | { filter: MessageFilter };
}

interface BulkDialogProps extends BulkRequest {
  onClose: () => void;
  /** All was done; the selection has served its purpose. */
  onDone: () => void;
}

type Phase = "planning" | "asking" | "running" | "over";

export function BulkDialog({ kind, target, onClose, onDone }: BulkDialogProps) {
  const host = useHost();
  const [phase, setPhase] = useState<Phase>("filter" in target ? "planning" : "asking");
  const [plan, setPlan] = useState<Plan | null>(null);
  const [reason, setReason] = useState("");
  const [progress, setProgress] = useState<BulkProgress>({ changed: 0, left: 0 });
  const [stopped, setStopped] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const stop = useRef(new AbortController());

  useEffect(() => {
    if (!("filter" in target)) return;
    let here = true;
    host.call("messages.plan", { filter: target.filter }).then(
      (answer) => {
        if (!here) return;
        setPlan(answer);
        setPhase("asking");
      },
      (thrown) => here && setFault(toFault(thrown)),
    );
    return () => {
      here = false;
    };
  }, [host, target]);

  const count = "ids" in target ? target.ids.length : (plan?.count ?? 0);
  const counted = `${fullCount(count)}${plan?.more ? "+" : ""} ${count === 1 ? "message" : "messages"}`;
  const verb = kind === "retry" ? "Retry" : "Discard";

  const run = async () => {
    const job = "ids" in target ? { ids: target.ids } : plan && { filter: target.filter, plan };
    if (!job) return;
    setPhase("running");
    setFault(null);
    try {
      await runBulk(host, { kind, target: job, reason: reason.trim() }, stop.current.signal, setProgress);
      setStopped(stop.current.signal.aborted);
    } catch (thrown) {
      setFault(toFault(thrown));
    }
    setPhase("over");
  };

  const close = () => {
    stop.current.abort();
    if (phase === "over" && !fault) onDone();
    onClose();
  };

  return (
    <Modal
      opened
      onClose={close}
      title={phase === "planning" ? verb : `${verb} ${counted}`}
      closeOnClickOutside={phase !== "running"}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Stack gap="sm">
          {phase === "planning" && !fault && <Text c="dimmed">Counting what matches…</Text>}
          {phase === "asking" && (
            <>
              <Text>
                {kind === "retry"
                  ? "Each is really sent again, now and once. One that fails comes back to Rejected; it is not retried by itself. Messages that were delivered before are delivered a second time."
                  : "They are given up: nothing more is sent. They stay visible under All, and can be retried later."}
              </Text>
              {"filter" in target && (
                <Text c="dimmed">
                  The number is fixed now: what comes in later is not touched, even where it matches.
                </Text>
              )}
              {kind === "discard" && (
                <TextInput
                  label="Reason"
                  placeholder="Why they are given up"
                  value={reason}
                  onChange={(event) => setReason(event.currentTarget.value)}
                  data-autofocus
                />
              )}
            </>
          )}
          {(phase === "running" || phase === "over") && (
            <>
              <Progress
                value={count === 0 ? 100 : Math.min(100, (100 * (progress.changed + progress.left)) / count)}
                aria-label="Progress"
                animated={phase === "running"}
              />
              <Text role="status">
                {phase === "over" && (stopped ? "Stopped. " : fault ? "" : "Done. ")}
                {plural(progress.changed, "message")} {kind === "retry" ? "sent back to the queue" : "discarded"}
                {progress.left > 0 && `; ${fullCount(progress.left)} left alone, because their state does not allow it`}
                .
              </Text>
            </>
          )}
          {fault && <FaultAlert fault={fault} />}
          <Group justify="flex-end" gap="xs">
            {phase === "running" ? (
              <Button variant="default" onClick={() => stop.current.abort()}>
                Stop
              </Button>
            ) : (
              <Button variant="default" onClick={close}>
                {phase === "over" ? "Close" : "Cancel"}
              </Button>
            )}
            {phase === "asking" && (
              <Button
                type="submit"
                color={kind === "discard" ? "red" : undefined}
                disabled={count === 0 || (kind === "discard" && reason.trim() === "")}
                data-autofocus={kind === "retry" || undefined}
              >
                {verb} {counted}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
