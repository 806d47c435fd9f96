/** The columns of the subscription list. */
import { Switch, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { MessageState } from "../../bindings";
import { Badge, type Tone } from "../../parts/badge";
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
  width: 78,
  align: "right",
  sort: id,
  cell: (row) => {
    const n = row.health?.[id];
    if (!n) return <span className="dim">{n === undefined ? "–" : "0"}</span>;
    return (
      <Link
        to="/messages"
        search={{ tab: "all", states, subscriptions: [row.id] }}
        title={`${header}: messages of ${nameOf(row)}`}
      >
        {id === "rejected" ? <Badge tone="rejected">{fullCount(n)}</Badge> : fullCount(n)}
      </Link>
    );
  },
});

function stateOf(row: SubscriptionRow): { tone: Tone; word: string; hint: string } | null {
  if (!row.enabled)
    return { tone: "skipped", word: "Off", hint: "New events leave skipped messages; what waited is held." };
  return null;
}

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
      width: 150,
      sort: "label",
      cell: (row) => <span className="clip">{row.label || <span className="dim">–</span>}</span>,
    },
    {
      id: "event",
      header: "Event",
      width: 180,
      sort: "event",
      cell: (row) => <span className="mono clip">{row.event_name}</span>,
    },
    {
      id: "url",
      header: "Recipient",
      width: 190,
      grow: true,
      sort: "url",
      cell: (row) => (
        <span className="mono clip" title={`${row.method} ${row.url}`}>
          {row.method === "POST" ? "" : `${row.method} `}
          {row.url}
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      width: 118,
      cell: (row) => {
        if (row.needs_consent) {
          return (
            <UnstyledButton
              fz="inherit"
              onClick={() => onConsent(row)}
              aria-label={`${nameOf(row)} needs your consent`}
              td="underline"
            >
              <Badge
                tone="held"
                hint="Its address is private or on this machine: messages are held until you allow it."
              >
                Needs consent
              </Badge>
            </UnstyledButton>
          );
        }
        const state = stateOf(row);
        return state ? (
          <Badge tone={state.tone} hint={state.hint}>
            {state.word}
          </Badge>
        ) : (
          <Badge tone="delivered">On</Badge>
        );
      },
    },
    count("waiting", "Waiting", ["queued", "sending", "retrying"]),
    count("held", "Held", ["held"]),
    count("rejected", "Rejected", ["rejected"]),
    {
      id: "retry",
      header: "Retry",
      width: 130,
      cell: (row) => <span className="clip">{retryWord(row.retry)}</span>,
    },
    {
      id: "signing",
      header: "Signature",
      width: 130,
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
