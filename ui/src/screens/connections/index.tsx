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
import { AuthorizationDrawer } from "./authorization-drawer";
import { connectionColumns, connectionSort, connectionText } from "./columns";
import { ConnectionDrawer } from "./connection-drawer";
import { TestDrawer } from "./test-drawer";
import { needsPerson } from "./token-state";

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
  const authorizing = byId(address.authorize);
  // Only a click begins; an address that is opened again shows how it stands.
  const [begins, setBegins] = useState<number | null>(null);
  const close = () => change({ open: undefined });
  const authorize = ({ id }: Connection) => {
    setBegins(id);
    change({ open: undefined, authorize: id });
  };
  const test = ({ id }: Connection) => change({ open: undefined, authorize: undefined, test: id });
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
          <Actions
            row={row}
            onAuthorize={() => authorize(row)}
            onTest={() => test(row)}
            onDelete={() => setDeleting(row)}
          />
        )}
      />
      {(open || address.open === "new") && (
        <ConnectionDrawer
          key={open?.id ?? "new"}
          connection={open ?? null}
          onClose={close}
          onAuthorize={authorize}
          onTest={test}
          onSaved={(saved) => {
            tellDone(`Connection ${saved.name} is saved.`);
            // What a person wants next: a new one is tried at once, and one that must be authorized says so.
            const next = needsPerson(saved.auth) && !saved.token?.kept ? "authorize" : open ? undefined : "test";
            if (next) setBegins(null);
            change({ open: undefined, ...(next ? { [next]: saved.id } : {}) });
          }}
        />
      )}
      {authorizing && (
        <AuthorizationDrawer
          key={authorizing.id}
          connection={authorizing}
          start={begins === authorizing.id}
          onTest={test}
          onEdit={({ id }) => change({ authorize: undefined, open: id })}
          onClose={() => {
            setBegins(null);
            change({ authorize: undefined });
          }}
        />
      )}
      {testing && (
        <TestDrawer
          key={testing.id}
          connection={testing}
          onEdit={({ id }) => change({ test: undefined, open: id })}
          onClose={() => change({ test: undefined })}
        />
      )}
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

type ActionsProps = { row: Connection; onAuthorize: () => void; onTest: () => void; onDelete: () => void };

function Actions({ row, onAuthorize, onTest, onDelete }: ActionsProps) {
  return (
    <Group gap={4} wrap="nowrap">
      {row.auth.kind === "oauth2" && (
        <Tooltip label={needsPerson(row.auth) ? "Authorize in the browser" : "Authorize: ask for a token now"}>
          <ActionIcon aria-label={`Authorize ${row.name}`} onClick={onAuthorize}>
            <Icon name="key" size={14} />
          </ActionIcon>
        </Tooltip>
      )}
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
