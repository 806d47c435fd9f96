/** Secrets that contents refer to by name. What is stored is never shown; it can only be replaced or deleted. */
import { ActionIcon, Button, Group, Modal, PasswordInput, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { useState } from "react";
import type { Fault, NamedSecret } from "../../bindings";
import { toFault } from "../../host/host";
import { Confirm } from "../../parts/confirm";
import { FaultAlert, tellDone } from "../../parts/fault";
import { useKeyed } from "../../parts/form/use-keyed";
import { Grid, type GridColumn } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import type { SortKeys } from "../../parts/list/sorting";
import { Toolbar } from "../../parts/list/toolbar";
import { useConfigList } from "../../parts/list/use-config-list";
import { Empty } from "../../parts/states";
import { Time } from "../../parts/time";
import { useAct, useCommand } from "../../query";
import { sentence } from "../../words";
import { WebhookArea } from "./area";

const keys: SortKeys<NamedSecret> = {
  name: (row) => row.name,
  created: (row) => row.created_at,
  updated: (row) => row.updated_at,
};

const columns: GridColumn<NamedSecret>[] = [
  { id: "name", header: "Name", width: 220, fixed: true, sort: "name", cell: (row) => row.name },
  {
    id: "reference",
    header: "Written as",
    width: 240,
    grow: true,
    cell: (row) => <span className="mono">{`{secret:${row.name}}`}</span>,
  },
  { id: "updated", header: "Changed", width: 150, sort: "updated", cell: (row) => <Time at={row.updated_at} /> },
  { id: "created", header: "Made", width: 150, sort: "created", cell: (row) => <Time at={row.created_at} /> },
];

export function SecretsScreen() {
  const secrets = useCommand("secrets.list", {});
  const list = useConfigList({ query: secrets, keys, sortedBy: "name", text: (row) => row.name });
  const [editing, setEditing] = useState<NamedSecret | "new" | null>(null);
  const [deleting, setDeleting] = useState<NamedSecret | null>(null);
  const add = (
    <Button leftSection={<Icon name="plus" size={13} />} onClick={() => setEditing("new")}>
      New secret
    </Button>
  );
  return (
    <WebhookArea title="Secrets" actions={add}>
      <Toolbar list={list} noun="secret" />
      <Grid
        name="secrets"
        label="Secrets"
        columns={columns}
        source={list.source}
        sort={list.sort}
        rowId={(row) => row.name}
        rowName={(row) => row.name}
        onOpen={setEditing}
        rowActions={(row) => (
          <Tooltip label="Delete">
            <ActionIcon aria-label={`Delete secret ${row.name}`} color="red" onClick={() => setDeleting(row)}>
              <Icon name="trash" size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        empty={
          list.total === 0 ? (
            <Empty title="No secret yet" actions={add}>
              A header or URL may hold {"{secret:NAME}"}. The value is sealed in the data file and never shown again.
            </Empty>
          ) : (
            <Empty title="No secret matches this search." />
          )
        }
      />
      {editing && <SecretDialog secret={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && <DeleteSecret secret={deleting} onClose={() => setDeleting(null)} />}
    </WebhookArea>
  );
}

function SecretDialog({ secret, onClose }: { secret: NamedSecret | null; onClose: () => void }) {
  const act = useAct("secrets.save", ["secrets.list"]);
  const { run, dialog } = useKeyed();
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [fault, setFault] = useState<Fault | null>(null);
  const plain = /^[A-Za-z0-9_.-]*$/.test(name);
  const at = (field: string) => (fault?.field === field ? sentence(fault.message) : null);
  const save = async () => {
    setFault(null);
    try {
      await run(() => act.mutateAsync({ name, value }));
      tellDone(`Secret ${name} is stored.`);
      onClose();
    } catch (thrown) {
      setFault(toFault(thrown));
    }
  };
  return (
    <Modal opened onClose={onClose} title={secret ? `Replace the secret ${secret.name}` : "New secret"} size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name !== "" && plain && value !== "" && !act.isPending) void save();
        }}
      >
        <Stack gap="sm">
          {!secret && (
            <TextInput
              label="Name"
              description={`Written as {secret:${name || "NAME"}}.`}
              spellCheck={false}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={plain ? at("name") : 'Only letters, digits, "_", "." and "-".'}
              data-autofocus
            />
          )}
          <PasswordInput
            label="Value"
            description="Sealed in the data file when saved; never shown again."
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            error={at("value")}
            data-autofocus={secret ? true : undefined}
          />
          {fault && !at("name") && !at("value") && <FaultAlert fault={fault} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={act.isPending} disabled={name === "" || !plain || value === ""}>
              {secret ? "Replace" : "Add secret"}
            </Button>
          </Group>
        </Stack>
      </form>
      {dialog}
    </Modal>
  );
}

function DeleteSecret({ secret, onClose }: { secret: NamedSecret; onClose: () => void }) {
  const act = useAct("secrets.delete", ["secrets.list"]);
  return (
    <Confirm
      title={`Delete the secret ${secret.name}?`}
      action="Delete secret"
      danger
      onClose={onClose}
      onConfirm={async () => {
        await act.mutateAsync({ name: secret.name });
        tellDone(`Secret ${secret.name} is deleted.`);
      }}
    >
      <Text>
        Hooks that refer to it fail before anything is sent, until it is stored again. What is stored cannot be read
        back.
      </Text>
    </Confirm>
  );
}
