/** Hook definitions: which events are taken up, and what their body is. */

import { ActionIcon, Anchor, Button, Group, Text, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Hook } from "../../bindings";
import { Confirm } from "../../parts/confirm";
import { tellDone } from "../../parts/fault";
import { Grid } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { Toolbar } from "../../parts/list/toolbar";
import { asText } from "../../parts/list/use-address";
import { useConfigList } from "../../parts/list/use-config-list";
import { Page } from "../../parts/page";
import { Empty } from "../../parts/states";
import { useAct, useCommand } from "../../query";
import { hookColumns, hookSort, hookText } from "./columns";
import { HookDrawer } from "./hook-drawer";

export function HooksScreen() {
  const hooks = useCommand("hooks.list", {});
  const list = useConfigList({ query: hooks, keys: hookSort, sortedBy: "name", text: hookText });
  const [deleting, setDeleting] = useState<Hook | null>(null);
  const { address, change, source, sort, total } = list;
  const open = hooks.data?.find((hook) => hook.id === address.open);
  const add = () => change({ open: "new" });
  const close = () => change({ open: undefined, name: undefined });
  return (
    <Page title="Hooks" scroll={false} actions={<AddButton onClick={add} />}>
      <Toolbar list={list} noun="hook" />
      <Grid
        name="hooks"
        label="Hooks"
        columns={hookColumns}
        source={source}
        sort={sort}
        rowId={(hook) => String(hook.id)}
        rowName={(hook) => hook.name}
        onOpen={(hook) => change({ open: hook.id })}
        empty={total === 0 ? <NoHooks onAdd={add} /> : <Empty title="No hook matches this search." />}
        rowActions={(hook) => <Actions hook={hook} onDelete={() => setDeleting(hook)} />}
      />
      {(open || address.open === "new") && (
        <HookDrawer
          key={open?.id ?? "new"}
          hook={open ?? null}
          name={asText(address.name)}
          onClose={close}
          onSaved={(hook) => {
            tellDone(`Hook ${hook.name} is saved.`);
            close();
          }}
        />
      )}
      {deleting && <DeleteHook hook={deleting} onClose={() => setDeleting(null)} />}
    </Page>
  );
}

function AddButton({ onClick }: { onClick: () => void }) {
  return (
    <Button leftSection={<Icon name="plus" size={13} />} onClick={onClick}>
      New hook
    </Button>
  );
}

function NoHooks({ onAdd }: { onAdd: () => void }) {
  return (
    <Empty title="No hook yet" actions={<AddButton onClick={onAdd} />}>
      A hook takes up events of one name, such as sales.order.created. Events without a hook are kept and shown as
      unmatched, but sent to nobody.
    </Empty>
  );
}

function Actions({ hook, onDelete }: { hook: Hook; onDelete: () => void }) {
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label="Events of this name">
        <ActionIcon
          aria-label={`Events named ${hook.name}`}
          renderRoot={(props) => <Link to="/events" search={{ name: hook.name }} {...props} />}
        >
          <Icon name="events" size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Delete">
        <ActionIcon aria-label={`Delete hook ${hook.name}`} color="red" onClick={onDelete}>
          <Icon name="trash" size={14} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function DeleteHook({ hook, onClose }: { hook: Hook; onClose: () => void }) {
  const act = useAct("hooks.delete", ["hooks.list"]);
  return (
    <Confirm
      title={`Delete the hook ${hook.name}?`}
      action="Delete hook"
      danger
      onClose={onClose}
      onConfirm={async () => {
        await act.mutateAsync({ id: hook.id });
        tellDone(`Hook ${hook.name} is deleted.`);
      }}
    >
      <Text>
        Events of this name that come afterwards are kept as unmatched and sent to nobody. Events already here stay.
      </Text>
      {hook.subscriptions > 0 && (
        <Text c="dimmed">
          It still has subscriptions; a hook can only be deleted when it has none.{" "}
          <Anchor
            inherit
            renderRoot={(props) => <Link to="/subscriptions" search={{ event: [hook.name] }} {...props} />}
          >
            Show them
          </Anchor>
        </Text>
      )}
    </Confirm>
  );
}
