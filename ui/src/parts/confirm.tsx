/** Asks before something that cannot be undone. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Fault } from "../bindings";
import { toFault } from "../host/host";
import { FaultAlert } from "./fault";

export interface ConfirmProps {
  title: string;
  /** What will happen, in a sentence or two. */
  children: ReactNode;
  /** The word on the button: a verb. */
  action: string;
  danger?: boolean;
  disabled?: boolean;
  /** Resolves when done; a rejection is shown in the dialog, which stays open. */
  onConfirm: () => unknown | Promise<unknown>;
  onClose: () => void;
}

/** An open dialog; render it only while something is asked. */
export function Confirm({ title, children, action, danger, disabled, onConfirm, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);

  const confirm = async () => {
    setBusy(true);
    setFault(null);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setFault(toFault(thrown));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title={title} size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // An event of a portal bubbles to where it was rendered: a form around it is not submitted by this.
          event.stopPropagation();
          if (!busy && !disabled) void confirm();
        }}
      >
        <Stack gap="sm">
          {typeof children === "string" ? <Text>{children}</Text> : children}
          {fault && <FaultAlert fault={fault} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" color={danger ? "red" : undefined} loading={busy} disabled={disabled} data-autofocus>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
