/** What the synchronous hooks logged, newest first. */

import { Button, Drawer, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { WebhookLogLine } from "../../bindings";
import { useHost } from "../../host/context";
import { Badge, type Tone } from "../../parts/badge";
import { tellDone } from "../../parts/fault";
import { FilterBar, SearchBox, TimeRange } from "../../parts/filters";
import { Grid, type GridColumn, usePages } from "../../parts/grid";
import { JsonView } from "../../parts/json";
import { Empty } from "../../parts/states";
import { Time } from "../../parts/time";
import { WebhookArea } from "./area";
import { LEVELS, type LogSearch, toLogRequest } from "./search";

const route = getRouteApi("/webhooks/logs");

const TONES: Record<string, Tone> = { error: "rejected", warning: "retrying", notice: "held" };

export function LevelBadge({ level }: { level: string }) {
  return <Badge tone={TONES[level] ?? "none"}>{level}</Badge>;
}

const columns: GridColumn<WebhookLogLine>[] = [
  { id: "id", header: "Id", width: 66, align: "right", cell: (row) => row.id },
  { id: "at", header: "Date", width: 136, cell: (row) => <Time at={row.at} /> },
  { id: "level", header: "Log level", width: 92, fixed: true, cell: (row) => <LevelBadge level={row.level} /> },
  { id: "message", header: "Message", width: 260, grow: true, fixed: true, cell: (row) => row.message },
  {
    id: "method",
    header: "Webhook Method",
    width: 180,
    cell: (row) => (
      <span className="mono" title={row.method}>
        {row.method}
      </span>
    ),
  },
  { id: "moment", header: "Type", width: 62, cell: (row) => row.moment },
  { id: "batch", header: "Batch Name", width: 96, cell: (row) => row.batch },
  { id: "hook", header: "Hook Name", width: 130, cell: (row) => row.hook },
  { id: "request", header: "Request Id", width: 120, cell: (row) => <span className="mono">{row.request_id}</span> },
];

export function LogsScreen() {
  const host = useHost();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const request = useMemo(() => toLogRequest(search), [search]);
  const key = `webhook logs ${JSON.stringify(request)}`;
  const source = usePages(key, "webhook_log", {
    fetch: async (before: number | undefined, limit) => {
      const { rows, more } = await host.call("webhooks.logs", { ...request, limit, ...(before ? { before } : {}) });
      return { items: rows, next: more ? (rows.at(-1)?.id ?? null) : null };
    },
    newestFirst: (row) => row.id,
  });
  const [open, setOpen] = useState<WebhookLogLine | null>(null);
  const change = useCallback(
    (part: Partial<LogSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const clear = () => void navigate({ search: {}, replace: true });
  const narrowed = Object.keys(request).length > 0;
  return (
    <WebhookArea title="Webhook logs">
      <FilterBar onClear={narrowed ? clear : undefined}>
        <SearchBox label="Search messages" value={search.q} onSearch={(q) => change({ q })} width={160} />
        <Select
          aria-label="Log level"
          placeholder="Log level"
          w={104}
          clearable
          data={[...LEVELS]}
          value={search.level ?? null}
          onChange={(level) => change({ level: (level ?? undefined) as LogSearch["level"] })}
        />
        <TextFilter label="Method" width={150} value={search.method} onText={(method) => change({ method })} />
        <Select
          aria-label="Webhook Type"
          placeholder="Type"
          w={88}
          clearable
          data={["before", "after"]}
          value={search.moment ?? null}
          onChange={(moment) => change({ moment: (moment ?? undefined) as LogSearch["moment"] })}
        />
        <TextFilter label="Batch" width={92} value={search.batch} onText={(batch) => change({ batch })} />
        <TextFilter label="Hook" width={100} value={search.hook} onText={(hook) => change({ hook })} />
        <TextFilter
          label="Request id"
          width={110}
          value={search.request_id}
          onText={(request_id) => change({ request_id })}
        />
        <TimeRange label="Date" from={search.from} to={search.to} onRange={(from, to) => change({ from, to })} />
      </FilterBar>
      <Grid
        key={key}
        name="webhook-logs"
        label="Webhook logs"
        columns={columns}
        source={source}
        rowId={(row) => String(row.id)}
        rowName={(row) => `${row.level} ${row.hook} ${row.id}`}
        onOpen={setOpen}
        empty={
          narrowed ? (
            <Empty
              title="No log line matches."
              actions={
                <Button variant="default" onClick={clear}>
                  Clear filters
                </Button>
              }
            />
          ) : (
            <Empty title="Nothing is logged yet.">
              Calls, failures and notices of webhooks are listed here, with the id of the request they belong to.
            </Empty>
          )
        }
      />
      {open && (
        <LogDrawer
          row={open}
          onClose={() => setOpen(null)}
          onRequest={(request_id) => {
            setOpen(null);
            void navigate({ search: { request_id }, replace: true });
          }}
        />
      )}
    </WebhookArea>
  );
}

type FilterProps = {
  label: string;
  width: number;
  value: string | undefined;
  onText: (value: string | undefined) => void;
};

function TextFilter({ label, width, value, onText }: FilterProps) {
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const tell = useDebouncedCallback((text: string) => onText(text.trim() === "" ? undefined : text.trim()), 250);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      w={width}
      spellCheck={false}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

type DrawerProps = { row: WebhookLogLine; onClose: () => void; onRequest: (id: string) => void };

function LogDrawer({ row, onClose, onRequest }: DrawerProps) {
  const host = useHost();
  return (
    <Drawer
      opened
      onClose={onClose}
      title={`Log record ${row.id}`}
      position="right"
      size={640}
      overlayProps={{ backgroundOpacity: 0.4 }}
    >
      <Stack gap="sm">
        <Group gap="md">
          <LevelBadge level={row.level} />
          <Time at={row.at} />
        </Group>
        <Text className="mono" style={{ overflowWrap: "anywhere" }}>
          {row.moment} {row.method}
        </Text>
        <Text>
          {row.batch} / {row.hook}
        </Text>
        <JsonView label="Message" body={row.message} maxHeight="50vh" />
        <Group gap="xs">
          <Text size="xs" c="dimmed" className="mono">
            {row.request_id}
          </Text>
          <Button variant="default" size="compact-xs" onClick={() => onRequest(row.request_id)}>
            All lines of this request
          </Button>
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => void host.copy(row.request_id).then(() => tellDone("Copied."))}
          >
            Copy the id
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
