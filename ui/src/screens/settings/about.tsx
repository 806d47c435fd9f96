/** What is running where; checks and backups. */
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { Badge } from "../../parts/badge";
import { FaultAlert } from "../../parts/fault";
import { Answer } from "../../parts/states";
import { Time } from "../../parts/time";
import { byteSize } from "../../parts/time-text";
import { useAct, useCommand } from "../../query";
import { sentence } from "../../words";
import classes from "./settings.module.css";

export function About() {
  const info = useCommand("system.info", {});
  return (
    <Answer query={info}>
      {(system) => (
        <dl className={classes.facts}>
          <dt>Version</dt>
          <dd>{system.version}</dd>
          <dt>Data</dt>
          <dd>
            <Code>{system.data_dir}</Code> ({byteSize(system.database_bytes)})
          </dd>
          <dt>Loopback API</dt>
          <dd>{system.listening ? <Code>{system.listening}</Code> : "not running"}</dd>
          <dt>Sender</dt>
          <dd>{system.sending ? "running" : "not running: nothing is sent"}</dd>
          <dt>Its clock</dt>
          <dd>
            <Time at={system.now} />
          </dd>
        </dl>
      )}
    </Answer>
  );
}

export function Maintenance() {
  const check = useAct("system.check");
  const backup = useAct("system.backup");
  return (
    <Stack gap="xs" pb="sm">
      <Group gap="xs">
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate({})}>
          Check the installation
        </Button>
        <Button variant="default" loading={backup.isPending} onClick={() => backup.mutate({})}>
          Back up now
        </Button>
      </Group>
      {check.error && <FaultAlert fault={check.error} />}
      {check.data && (
        <Stack gap={4} role="status" aria-label="Result of the check">
          <Text fw={500}>{check.data.ok ? "All is well." : "Something needs you:"}</Text>
          {check.data.lines.map((line) => (
            <Badge key={line.text} tone={line.ok ? "delivered" : "rejected"}>
              <span style={{ whiteSpace: "normal" }}>{sentence(line.text)}</span>
            </Badge>
          ))}
        </Stack>
      )}
      {backup.error && <FaultAlert fault={backup.error} />}
      {backup.data && (
        <Text role="status">
          Written to <Code>{backup.data.path}</Code>. It holds the sealed secrets, not the key to them.
        </Text>
      )}
    </Stack>
  );
}
