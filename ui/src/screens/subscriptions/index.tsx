/** Subscriptions: who is told of what, and how that goes. */
import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { tellDone, tellFault } from "../../parts/fault";
import { Choice } from "../../parts/filters";
import { Grid } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { Toolbar } from "../../parts/list/toolbar";
import { asText } from "../../parts/list/use-address";
import { type ConfigList, useConfigList } from "../../parts/list/use-config-list";
import { Page } from "../../parts/page";
import { Empty } from "../../parts/states";
import { useAct } from "../../query";
import { AskAbout, type Asking } from "./asking";
import { subscriptionColumns, subscriptionSort, subscriptionText } from "./columns";
import { asList, nameOf, passes, STATUSES, type SubscriptionRow } from "./rows";
import { SubscriptionDrawer } from "./subscription-drawer";
import { useSubscriptionRows } from "./use-rows";

export function SubscriptionsScreen() {
  const rows = useSubscriptionRows();
  const list = useConfigList({
    query: rows,
    keys: subscriptionSort,
    sortedBy: "event",
    text: subscriptionText,
    keep: passes,
  });
  const { address, change, source, sort, total } = list;
  const [asking, setAsking] = useState<Asking | null>(null);
  const { mutate: turn } = useAct("subscriptions.switch", ["subscriptions.list", "overview.get"]);
  const columns = useMemo(
    () =>
      subscriptionColumns({
        // On again takes nothing away; off is asked about.
        onSwitch: (row, on) =>
          on ? turn({ id: row.id, enabled: true }, { onError: tellFault }) : setAsking({ what: "off", row }),
        onConsent: (row) => setAsking({ what: "consent", row }),
      }),
    [turn],
  );
  const open = rows.data?.find((row) => row.id === address.open);
  const add = () => change({ open: "new" });
  const close = () => change({ open: undefined, event_name: undefined });
  return (
    <Page title="Subscriptions" scroll={false} actions={<AddButton onClick={add} />}>
      <Toolbar list={list} noun="subscription">
        <Filters list={list} events={[...new Set((rows.data ?? []).map((row) => row.event_name))].sort()} />
      </Toolbar>
      <Grid
        name="subscriptions"
        label="Subscriptions"
        columns={columns}
        source={source}
        sort={sort}
        rowId={(row) => String(row.id)}
        rowName={nameOf}
        onOpen={(row) => change({ open: row.id })}
        empty={total === 0 ? <NoSubscriptions onAdd={add} /> : <Empty title="No subscription matches this filter." />}
        rowActions={(row) => <Actions row={row} onDelete={() => setAsking({ what: "delete", row })} />}
      />
      {(open || address.open === "new") && (
        <SubscriptionDrawer
          key={open?.id ?? "new"}
          subscription={open ?? null}
          event={asText(address.event_name) ?? asList(address.event)[0]}
          onClose={close}
          onSaved={(saved) => {
            tellDone(`Subscription ${nameOf(saved)} is saved.`);
            close();
          }}
        />
      )}
      {asking && <AskAbout asking={asking} onClose={() => setAsking(null)} />}
    </Page>
  );
}

function Filters({ list: { address, change }, events }: { list: ConfigList<SubscriptionRow>; events: string[] }) {
  return (
    <>
      <Choice
        label="Event"
        items={events.map((name) => ({ value: name, word: name }))}
        value={asList(address.event)}
        onChange={(event) => change({ event })}
      />
      <Choice label="State" items={STATUSES} value={asList(address.status)} onChange={(status) => change({ status })} />
    </>
  );
}

function AddButton({ onClick }: { onClick: () => void }) {
  return (
    <Button leftSection={<Icon name="plus" size={13} />} onClick={onClick}>
      New subscription
    </Button>
  );
}

function NoSubscriptions({ onAdd }: { onAdd: () => void }) {
  return (
    <Empty title="No subscription yet" actions={<AddButton onClick={onAdd} />}>
      A subscription sends the events of one hook to one receiver. Until there is one, events are kept but nothing is
      sent.
    </Empty>
  );
}

function Actions({ row, onDelete }: { row: SubscriptionRow; onDelete: () => void }) {
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label="Its messages">
        <ActionIcon
          aria-label={`Messages of ${nameOf(row)}`}
          renderRoot={(props) => <Link to="/messages" search={{ tab: "all", subscriptions: [row.id] }} {...props} />}
        >
          <Icon name="messages" size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Delete">
        <ActionIcon aria-label={`Delete ${nameOf(row)}`} color="red" onClick={onDelete}>
          <Icon name="trash" size={14} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
