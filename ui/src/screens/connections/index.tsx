/** Connections: remote systems, how to authenticate there, and whether they answer. */
import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Connection } from "../../bindings";
import { Confirm } from "../../parts/confirm";
import { tellDone, tellFault } from "../../parts/fault";
import { Grid } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { Toolbar } from "../../parts/list/toolbar";
import { useConfigList } from "../../parts/list/use-config-list";
import { Page } from "../../parts/page";
import { Empty } from "../../parts/states";
import { useAct, useCommand } from "../../query";
import { connectionColumns, connectionSort, connectionText } from "./columns";
import { ConnectionDrawer } from "./connection-drawer";
import { TestDrawer } from "./test-drawer";

export function ConnectionsScreen() {
  const connections = useCommand("connections.list", {});
  const list = useConfigList({ query: connections, keys: connectionSort, sortedBy: "name", text: connectionText });
  const { address, change, source, sort, total } = list;
  const [deleting, setDeleting] = useState<Connection | null>(null);
  const { mutate: save } = useAct("connections.save", ["connections.list"]);
  const columns = useMemo(
    () => connectionColumns(({ id }, paused) => save({ id, paused }, { onError: tellFault })),
    [save],
  );
  const byId = (id: unknown) => connections.data?.find((row) => row.id === id);
  const open = byId(address.open);
  const testing = byId(address.test);
  const add = () => change({ open: "new" });
  const close = () => change({ open: undefined });
  return (
    <Page title="Connections" scroll={false} actions={<AddButton onClick={add} />}>
      <Toolbar list={list} noun="connection" />
      <Grid
        name="connections"
        label="Connections"
        columns={columns}
        source={source}
        sort={sort}
        rowId={(row) => String(row.id)}
        rowName={(row) => row.name}
        onOpen={(row) => change({ open: row.id })}
        empty={total === 0 ? <NoConnections onAdd={add} /> : <Empty title="No connection matches this search." />}
        rowActions={(row) => (
          <Actions row={row} onTest={() => change({ test: row.id })} onDelete={() => setDeleting(row)} />
        )}
      />
      {(open || address.open === "new") && (
        <ConnectionDrawer
          key={open?.id ?? "new"}
          connection={open ?? null}
          onClose={close}
          onSaved={(saved) => {
            tellDone(`Connection ${saved.name} is saved.`);
            // A new one is tried at once: that is the next thing a person wants to know.
            change({ open: undefined, test: open ? undefined : saved.id });
          }}
        />
      )}
      {testing && <TestDrawer key={testing.id} connection={testing} onClose={() => change({ test: undefined })} />}
      {deleting && <DeleteConnection connection={deleting} onClose={() => setDeleting(null)} />}
    </Page>
  );
}

function AddButton({ onClick }: { onClick: () => void }) {
  return (
    <Button leftSection={<Icon name="plus" size={13} />} onClick={onClick}>
      New connection
    </Button>
  );
}

function NoConnections({ onAdd }: { onAdd: () => void }) {
  return (
    <Empty title="No connection yet" actions={<AddButton onClick={onAdd} />}>
      A connection is a system with its address and credential, shared by several subscriptions. A subscription with a
      URL of its own needs none.
    </Empty>
  );
}

function Actions({ row, onTest, onDelete }: { row: Connection; onTest: () => void; onDelete: () => void }) {
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label="Test this connection">
        <ActionIcon aria-label={`Test ${row.name}`} onClick={onTest}>
          <Icon name="send" size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Delete">
        <ActionIcon aria-label={`Delete ${row.name}`} color="red" onClick={onDelete}>
          <Icon name="trash" size={14} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function DeleteConnection({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const act = useAct("connections.delete", ["connections.list"]);
  return (
    <Confirm
      title={`Delete ${connection.name}?`}
      action="Delete connection"
      danger
      onClose={onClose}
      onConfirm={async () => {
        await act.mutateAsync({ id: connection.id });
        tellDone(`${connection.name} is deleted.`);
      }}
    >
      <Text>
        Its address and its stored credential are removed. A connection that subscriptions use cannot be deleted.
      </Text>
    </Confirm>
  );
}
