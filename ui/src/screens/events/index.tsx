/** The event grid: everything that was accepted, whether a hook had its name or not. */
import { ActionIcon, Autocomplete, Button, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { EventRouting, EventRow } from "../../bindings";
import { useHost } from "../../host/context";
import { FilterBar, SearchBox, TimeRange } from "../../parts/filters";
import { Grid, usePages } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Empty } from "../../parts/states";
import { useCommand } from "../../query";
import { plural, routingWord } from "../../words";
import { eventColumns } from "./columns";
import { ReplayConfirm } from "./replay";
import { type EventSearch, toRequest } from "./search";
import { SendDialog } from "./send-dialog";

const route = getRouteApi("/events");

export function EventsScreen() {
  const host = useHost();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const request = useMemo(() => toRequest(search), [search]);
  const key = `events ${JSON.stringify(request)}`;
  const source = usePages(key, "events", {
    fetch: (after: number | undefined, limit) => host.call("events.list", { ...request, after, limit }),
    newestFirst: (row) => row.seq,
  });
  const [replaying, setReplaying] = useState<EventRow | null>(null);
  const change = useCallback(
    (part: Partial<EventSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const clear = () => change({ routing: undefined, name: undefined, from: undefined, to: undefined, q: undefined });
  const narrowed = Object.keys(request).length > 0;
  const open = useCallback((row: EventRow) => void navigate({ to: "/events/$id", params: { id: row.id } }), [navigate]);
  const rowActions = useCallback(
    (row: EventRow) => (
      <Tooltip label="Replay: match it again">
        <ActionIcon aria-label={`Replay ${row.name}`} onClick={() => setReplaying(row)}>
          <Icon name="retry" size={14} />
        </ActionIcon>
      </Tooltip>
    ),
    [],
  );
  const sendButton = (
    <Button leftSection={<Icon name="send" size={13} />} onClick={() => change({ send: true })}>
      Send test event
    </Button>
  );

  return (
    <Page title="Events" scroll={false} actions={sendButton}>
      <FilterBar onClear={narrowed ? clear : undefined}>
        <SearchBox
          label="Search payloads"
          placeholder="Search payloads or an id  ( / )"
          value={search.q}
          onSearch={(q) => change({ q })}
          width={250}
        />
        <RoutingFilter value={search.routing} onChange={(routing) => change({ routing })} />
        <NameFilter value={search.name} onChange={(name) => change({ name })} />
        <TimeRange label="Time" from={search.from} to={search.to} onRange={(from, to) => change({ from, to })} />
        {search.q && source.unindexed > 0 && (
          <Text size="xs" c="dimmed" role="status">
            {plural(source.unindexed, "new event")} cannot be searched yet; the list completes itself.
          </Text>
        )}
      </FilterBar>
      <Grid
        key={key}
        name="events"
        label="Events"
        columns={eventColumns}
        source={source}
        rowId={(row) => row.id}
        rowName={(row) => `${row.name}, ${routingWord[row.routing].toLowerCase()}, ${row.received_at}`}
        onOpen={open}
        rowActions={rowActions}
        keys={{ r: (row) => row && setReplaying(row) }}
        empty={
          narrowed ? (
            <Empty
              title="No event matches."
              actions={
                <Button variant="default" onClick={clear}>
                  Clear filters
                </Button>
              }
            />
          ) : (
            <Empty title="No event came yet." actions={sendButton}>
              Post one to /v1/events, use hookdesk events dispatch, or send a test event from here.
            </Empty>
          )
        }
      />
      {search.send && (
        <SendDialog
          name={typeof search.send === "string" ? search.send : undefined}
          onClose={() => change({ send: undefined })}
        />
      )}
      {replaying && <ReplayConfirm id={replaying.id} name={replaying.name} onClose={() => setReplaying(null)} />}
    </Page>
  );
}

function RoutingFilter({
  value,
  onChange,
}: {
  value: EventRouting | undefined;
  onChange: (value: EventRouting | undefined) => void;
}) {
  return (
    <SegmentedControl
      aria-label="Routing"
      value={value ?? "all"}
      onChange={(chosen) => onChange(chosen === "all" ? undefined : (chosen as EventRouting))}
      data={[
        { value: "all", label: "All" },
        ...(["matched", "no_subscription", "unmatched"] as const).map((routing) => ({
          value: routing,
          label: routingWord[routing],
        })),
      ]}
    />
  );
}

/** An exact event name; the names of the hooks are offered, but an unmatched event has another one. */
function NameFilter({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  const hooks = useCommand("hooks.list", {}).data ?? [];
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const commit = (name: string) => onChange(name.trim() === "" ? undefined : name.trim());
  return (
    <Autocomplete
      aria-label="Event name"
      placeholder="Event name"
      w={200}
      data={hooks.map((hook) => hook.name)}
      value={typed}
      onChange={(name) => {
        setTyped(name);
        if (name === "") commit("");
      }}
      onOptionSubmit={commit}
      onKeyDown={(event) => event.key === "Enter" && commit(typed)}
      onBlur={() => commit(typed)}
      clearable
    />
  );
}
