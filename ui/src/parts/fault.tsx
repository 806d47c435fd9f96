/** A failure as a person reads it: what happened, what to do next, the code for support, a way to try again. */
import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Fault } from "../bindings";
import { sentence } from "../words";
import { Icon } from "./icon";

export function FaultAlert({ fault, onRetry, title }: { fault: Fault; onRetry?: () => void; title?: string }) {
  return (
    <Alert color="red" variant="light" title={title} icon={<Icon name="warn" />} role="alert">
      <Text>{sentence(fault.message)}</Text>
      <Text c="dimmed">{fault.next}</Text>
      <Group gap="xs" mt={6}>
        <Code>{fault.code}</Code>
        {fault.field && <Code>{fault.field}</Code>}
        {fault.detail && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {fault.detail}
          </Text>
        )}
        {onRetry && (
          <Button variant="default" size="compact-xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** Tells of a failed action where there is no room on the screen. */
export function tellFault(fault: Fault): void {
  notifications.show({
    color: "red",
    title: sentence(fault.message),
    message: `${fault.next} (${fault.code})`,
    autoClose: 10_000,
  });
}

export function tellDone(message: string): void {
  notifications.show({ color: "green", message, autoClose: 3500 });
}
