/** Tests a connection with a real request and shows all of what came of it. */
import { Alert, Button, Checkbox, Drawer, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Connection, ConnectionTest, Fault, TestConnection } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { pathProblem } from "../../parts/form/rules";
import { useKeyed } from "../../parts/form/use-keyed";
import { Icon } from "../../parts/icon";
import { useAct } from "../../query";
import { looksPrivate } from "../subscriptions/private-address";
import { Exchange } from "./exchange";
import { harmlessPath } from "./harmless";

const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH"];

type Props = {
  connection: Connection;
  /** Leads to the connection's settings, and to its certificate. */
  onEdit: (connection: Connection) => void;
  onClose: () => void;
};

export function TestDrawer({ connection, onEdit, onClose }: Props) {
  const act = useAct("connections.test");
  const { run: keyed, dialog } = useKeyed();
  const test = useMutation<ConnectionTest, Fault, TestConnection>({
    mutationFn: (request) => keyed(() => act.mutateAsync(request)),
  });
  const [path, setPath] = useState(() => harmlessPath(connection));
  const [method, setMethod] = useState("GET");
  const [allow, setAllow] = useState(false);
  const problem = pathProblem(path);
  const runAllowed = () => {
    setAllow(true);
    run(true);
  };
  const run = (consent: boolean) => {
    const request: TestConnection = { id: connection.id, method };
    if (path.trim() !== "") request.path = path.trim();
    if (consent) request.allow_private = true;
    test.mutate(request);
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      title={`Test ${connection.name}`}
      position="right"
      size={640}
      overlayProps={{ backgroundOpacity: 0.4 }}
    >
      <Stack gap="md">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!problem) run(allow);
          }}
        >
          <Stack gap="xs">
            <Text c="dimmed">
              Sends one real request with the stored credential and headers; POST, PUT and PATCH carry {"{}"}. Nothing
              is queued, nothing is kept.
            </Text>
            <Group gap="xs" align="flex-start" wrap="nowrap">
              <Select
                label="Method"
                w={110}
                data={METHODS}
                value={method}
                allowDeselect={false}
                onChange={(value) => setMethod(value ?? "GET")}
              />
              <TextInput
                label={`Path below ${connection.base_url}`}
                placeholder="empty: the base URL itself"
                flex={1}
                spellCheck={false}
                value={path}
                error={problem}
                onChange={(event) => setPath(event.currentTarget.value)}
                data-autofocus
              />
            </Group>
            {looksPrivate(connection.base_url) && (
              <Checkbox
                label="Allow a private or loopback address, for this test"
                description="This connection is on this machine or in your network."
                checked={allow}
                onChange={(event) => setAllow(event.currentTarget.checked)}
              />
            )}
            <div>
              <Button type="submit" loading={test.isPending}>
                Test connection
              </Button>
            </div>
          </Stack>
        </form>
        {test.error && <FaultAlert fault={test.error} />}
        {test.data && <Found result={test.data} onAllow={runAllowed} onEdit={() => onEdit(connection)} />}
      </Stack>
      {dialog}
    </Drawer>
  );
}

type FoundProps = { result: ConnectionTest; onAllow: () => void; onEdit: () => void };

function Found({ result, onAllow, onEdit }: FoundProps) {
  const { advice } = result.attempt;
  const blocked = result.attempt.class === "address_blocked";
  const title = blocked ? "Nothing was sent" : result.ok ? "The connection works" : "The connection does not work";
  return (
    <Stack gap="sm" role="status" aria-label="Result of the test">
      <Alert
        color={result.ok ? "green" : "red"}
        variant="light"
        icon={<Icon name={result.ok ? "check" : "warn"} />}
        title={title}
      >
        {result.summary}
        {advice && (
          <Text mt={4}>
            {advice.what} {advice.next}
          </Text>
        )}
        {blocked && (
          <div>
            <Button size="compact-sm" mt="xs" onClick={onAllow}>
              Allow the private address for this test, and try again
            </Button>
          </div>
        )}
        {result.attempt.class === "tls" && (
          <div>
            <Button size="compact-sm" mt="xs" onClick={onEdit}>
              Look at the certificate
            </Button>
          </div>
        )}
      </Alert>
      <Exchange attempt={result.attempt} />
    </Stack>
  );
}
