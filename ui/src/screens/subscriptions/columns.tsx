/** The columns of the subscription list. */
import { Anchor, Group, Switch, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { MessageState } from "../../bindings";
import { Badge } from "../../parts/badge";
import type { GridColumn } from "../../parts/grid";
import type { SortKeys } from "../../parts/list/sorting";
import { Time } from "../../parts/time";
import { fullCount } from "../../words";
import { nameOf, retryWord, type SubscriptionRow, signingWord } from "./rows";

export const subscriptionSort: SortKeys<SubscriptionRow> = {
  on: (row) => (row.enabled ? 0 : 1),
  label: nameOf,
  event: (row) => row.event_name,
  url: (row) => row.url,
  waiting: (row) => row.health?.waiting ?? 0,
  held: (row) => row.health?.held ?? 0,
  rejected: (row) => row.health?.rejected ?? 0,
  updated: (row) => row.updated_at,
};

export const subscriptionText = (row: SubscriptionRow) => `${row.label} ${row.event_name} ${row.url} ${row.metadata}`;

type Acts = { onSwitch: (row: SubscriptionRow, on: boolean) => void; onConsent: (row: SubscriptionRow) => void };

const count = (
  id: "waiting" | "held" | "rejected",
  header: string,
  states: MessageState[],
): GridColumn<SubscriptionRow> => ({
  id,
  header,
  width: id === "held" ? 56 : 76,
  align: "right",
  sort: id,
  cell: (row) => {
    const n = row.health?.[id];
    if (!n) return <span className="dim">{n === undefined ? "–" : "0"}</span>;
    return (
      <Anchor
        inherit
        title={`${header}: messages of ${nameOf(row)}`}
        renderRoot={(props) => (
          <Link to="/messages" search={{ tab: "all", states, subscriptions: [row.id] }} {...props} />
        )}
      >
        {id === "rejected" ? <Badge tone="rejected">{fullCount(n)}</Badge> : fullCount(n)}
      </Anchor>
    );
  },
});

function NeedsConsent({ row, onConsent }: { row: SubscriptionRow; onConsent: Acts["onConsent"] }) {
  return (
    <UnstyledButton
      fz="inherit"
      td="underline"
      onClick={() => onConsent(row)}
      aria-label={`${nameOf(row)} needs your consent`}
    >
      <Badge
        tone={row.blocked?.was_public ? "rejected" : "held"}
        hint={row.blocked?.text ?? "Its address is private or on this machine: messages are held until you allow it."}
      >
        {row.blocked?.was_public ? "Redirected?" : "Needs consent"}
      </Badge>
    </UnstyledButton>
  );
}

/** Columns that a narrow window begins without; they can be shown from the grid's menu. */
const narrow = () => window.innerWidth < 1400;

export function subscriptionColumns({ onSwitch, onConsent }: Acts): GridColumn<SubscriptionRow>[] {
  return [
    {
      id: "on",
      header: "On",
      width: 52,
      fixed: true,
      sort: "on",
      cell: (row) => (
        <Switch
          aria-label={`${nameOf(row)} is on`}
          checked={row.enabled}
          onChange={(event) => onSwitch(row, event.currentTarget.checked)}
        />
      ),
    },
    {
      id: "label",
      header: "Label",
      width: 140,
      sort: "label",
      cell: (row) => <span className="clip">{row.label || <span className="dim">–</span>}</span>,
    },
    {
      id: "event",
      header: "Event",
      width: 160,
      sort: "event",
      cell: (row) => <span className="mono clip">{row.event_name}</span>,
    },
    {
      id: "url",
      header: "Recipient",
      width: 180,
      grow: true,
      sort: "url",
      cell: (row) => (
        <Group gap={8} wrap="nowrap">
          {row.needs_consent && <NeedsConsent row={row} onConsent={onConsent} />}
          <span className="mono clip" title={`${row.method} ${row.url}`}>
            {row.method === "POST" ? "" : `${row.method} `}
            {row.url}
          </span>
          {row.unencrypted && (
            <span className="dim" title="Plain HTTP: everybody on the way can read the messages and their secrets.">
              unencrypted
            </span>
          )}
        </Group>
      ),
    },
    count("waiting", "Waiting", ["queued", "sending", "retrying"]),
    count("held", "Held", ["held"]),
    count("rejected", "Rejected", ["rejected"]),
    {
      id: "retry",
      header: "Retry",
      width: 110,
      cell: (row) => <span className="clip">{retryWord(row.retry)}</span>,
    },
    {
      id: "signing",
      header: "Signature",
      width: 140,
      hidden: narrow(),
      cell: (row) => <span className="clip">{signingWord(row.signing)}</span>,
    },
    {
      id: "updated",
      header: "Changed",
      width: 140,
      hidden: true,
      sort: "updated",
      cell: (row) => <Time at={row.updated_at} />,
    },
  ];
}
