/** The catalogue: supported methods and events, and what their payloads look like. */

import { Anchor, Button, Drawer, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { CatalogueEntry, Moment } from "../../bindings";
import { Choice } from "../../parts/filters";
import { Grid, type GridColumn } from "../../parts/grid";
import { JsonView } from "../../parts/json";
import type { SortKeys } from "../../parts/list/sorting";
import { Toolbar } from "../../parts/list/toolbar";
import { type Address, asText } from "../../parts/list/use-address";
import { useConfigList } from "../../parts/list/use-config-list";
import { Answer, Empty } from "../../parts/states";
import { Time } from "../../parts/time";
import { useCommand } from "../../query";
import { asList } from "../subscriptions/rows";
import { WebhookArea } from "./area";

const keys: SortKeys<CatalogueEntry> = {
  name: (row) => row.name,
  kind: (row) => row.kind,
  documented: (row) => (row.documented ? 0 : 1),
  seen: (row) => (row.seen ? 0 : 1),
};

const text = (row: CatalogueEntry) => `${row.name} ${row.about}`;
const yes = (value: boolean) => (value ? "yes" : <span className="dim">–</span>);

const columns: GridColumn<CatalogueEntry>[] = [
  {
    id: "name",
    header: "Method or event",
    width: 330,
    grow: true,
    fixed: true,
    sort: "name",
    cell: (row) => (
      <span className="mono" title={row.name}>
        {row.name}
      </span>
    ),
  },
  { id: "about", header: "What it is", width: 220, grow: true, cell: (row) => row.about },
  { id: "kind", header: "Kind", width: 80, sort: "kind", cell: (row) => row.kind },
  {
    id: "moments",
    header: "Types",
    width: 100,
    cell: (row) => row.moments.join(", ") || <span className="dim">queued</span>,
  },
  { id: "documented", header: "Documented", width: 96, sort: "documented", cell: (row) => yes(row.documented) },
  { id: "seen", header: "Seen here", width: 84, sort: "seen", cell: (row) => yes(row.seen) },
];

const passes = (row: CatalogueEntry, address: Address) => {
  const kinds = asList(address.kind);
  const known = asList(address.known);
  return (
    (kinds.length === 0 || kinds.includes(row.kind)) &&
    (known.length === 0 || (known.includes("documented") && row.documented) || (known.includes("seen") && row.seen))
  );
};

const KINDS = [
  { value: "observer", word: "observer" },
  { value: "plugin", word: "plugin" },
  { value: "event", word: "event" },
];
const KNOWN = [
  { value: "documented", word: "Documented" },
  { value: "seen", word: "Seen here" },
];

export function MethodsScreen() {
  const catalogue = useCommand("catalogue.list", {});
  const list = useConfigList({ query: catalogue, keys, sortedBy: "name", text, keep: passes });
  const { address, change, source, sort, total } = list;
  const open = asText(address.open);
  const narrowed = Boolean(address.q) || asList(address.kind).length > 0 || asList(address.known).length > 0;
  const clear = () => change({ q: undefined, kind: undefined, known: undefined });
  return (
    <WebhookArea title="Catalogue">
      <Toolbar list={list} noun="method" onClear={narrowed ? clear : undefined}>
        <Choice label="Kind" items={KINDS} value={asList(address.kind)} onChange={(kind) => change({ kind })} />
        <Choice
          label="Known from"
          items={KNOWN}
          value={asList(address.known)}
          onChange={(known) => change({ known })}
        />
      </Toolbar>
      <Grid
        name="catalogue"
        label="Methods and events"
        columns={columns}
        source={source}
        sort={sort}
        rowId={(row) => row.name}
        rowName={(row) => row.name}
        onOpen={(row) => change({ open: row.name as never })}
        empty={
          total === 0 ? (
            <Empty title="The catalogue is empty." />
          ) : (
            <Empty
              title="No method matches."
              actions={
                <Button variant="default" onClick={clear}>
                  Clear filters
                </Button>
              }
            >
              A method that is not listed can be used all the same: its shape is learned from its first events.
            </Empty>
          )
        }
      />
      {open && (
        <MethodDrawer
          name={open}
          entry={catalogue.data?.find((row) => row.name === open)}
          onClose={() => change({ open: undefined })}
        />
      )}
    </WebhookArea>
  );
}

type DrawerProps = { name: string; entry: CatalogueEntry | undefined; onClose: () => void };

function MethodDrawer({ name, entry, onClose }: DrawerProps) {
  const [moment, setMoment] = useState<Moment>("before");
  const [view, setView] = useState("shape");
  const [depth, setDepth] = useState(3);
  const moments = entry?.moments ?? [];
  const method = useCommand(
    "catalogue.get",
    { name, depth, ...(moments.length > 0 ? { moment } : {}) },
    { keep: true },
  );
  return (
    <Drawer
      opened
      onClose={onClose}
      title={<span className="mono">{name}</span>}
      position="right"
      size={720}
      overlayProps={{ backgroundOpacity: 0.4 }}
    >
      <Stack gap="sm">
        {(method.data?.about ?? entry?.about) && (
          <Text>
            {method.data?.about ?? entry?.about} <span className="dim">{method.data?.source}</span>
          </Text>
        )}
        <Group gap="xs">
          {moments.length > 1 && (
            <SegmentedControl
              aria-label="Type"
              value={moment}
              onChange={(next) => setMoment(next as Moment)}
              data={moments}
            />
          )}
          <SegmentedControl
            aria-label="Payload shown as"
            value={view}
            onChange={setView}
            data={[
              { value: "shape", label: "Shape" },
              { value: "sample", label: "Sample" },
              { value: "learned", label: "Learned", disabled: !method.data?.learned },
            ]}
          />
          <Select
            aria-label="Levels shown"
            w={98}
            allowDeselect={false}
            data={[1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
              value: String(n),
              label: n === 1 ? "1 level" : `${n} levels`,
            }))}
            value={String(depth)}
            disabled={view !== "shape"}
            onChange={(n) => setDepth(Number(n))}
          />
          {entry?.kind === "event" ? (
            <Button
              variant="default"
              renderRoot={(props) => <Link {...props} to="/hooks" search={{ open: "new", name }} />}
            >
              Add a hook for it
            </Button>
          ) : (
            <Button
              variant="default"
              renderRoot={(props) => (
                <Link {...props} to="/webhooks/$id" params={{ id: "new" }} search={{ method: name, moment }} />
              )}
            >
              Add a webhook for it
            </Button>
          )}
        </Group>
        <Answer query={method}>
          {(data) => (
            <>
              <JsonView
                label={
                  view === "shape"
                    ? "Default payload, by type"
                    : view === "sample"
                      ? "Sample"
                      : "Learned from real events"
                }
                body={view === "shape" ? data.shape : view === "sample" ? data.sample : (data.learned ?? "")}
                maxHeight="62vh"
              />
              {data.recent.length > 0 && (
                <div>
                  <Text fw={600}>Recent events</Text>
                  {data.recent.map((event) => (
                    <Text key={event.event_id} size="xs">
                      <Anchor
                        inherit
                        renderRoot={(props) => <Link to="/events/$id" params={{ id: event.event_id }} {...props} />}
                      >
                        <Time at={event.received_at} />
                      </Anchor>{" "}
                      <span className="mono dim">{event.event_id}</span>
                    </Text>
                  ))}
                </div>
              )}
            </>
          )}
        </Answer>
      </Stack>
    </Drawer>
  );
}
