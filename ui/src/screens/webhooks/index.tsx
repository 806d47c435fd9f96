/** Synchronous hooks: what Adobe Commerce calls webhooks. */

import { Button, Group, Menu, Modal, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { SavedWebhook } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { Confirm } from "../../parts/confirm";
import { tellDone, tellFault } from "../../parts/fault";
import { Choice } from "../../parts/filters";
import { Grid, useSelection } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { Toolbar } from "../../parts/list/toolbar";
import type { Address } from "../../parts/list/use-address";
import { type ConfigList, useConfigList } from "../../parts/list/use-config-list";
import { Empty } from "../../parts/states";
import { useAct, useCommand } from "../../query";
import { plural, remark } from "../../words";
import { asList } from "../subscriptions/rows";
import { WebhookArea } from "./area";
import { webhookColumns, webhookSort, webhookText } from "./columns";
import { ImportDialog } from "./import-dialog";
import classes from "./webhooks.module.css";

const passes = (row: SavedWebhook, address: Address) => {
  const allows = (value: string, filter: unknown) => {
    const wanted = asList(filter);
    return wanted.length === 0 || wanted.includes(value);
  };
  return (
    allows(row.method, address.method) &&
    allows(row.moment, address.type) &&
    allows(row.batch, address.batch) &&
    allows(row.verb ?? "POST", address.verb) &&
    allows(row.required ? "required" : "optional", address.required) &&
    allows(row.active ? "active" : "inactive", address.active)
  );
};

const FILTERS = ["method", "type", "batch", "verb", "required", "active"];

export function WebhooksScreen() {
  const webhooks = useCommand("webhooks.list", {});
  const list = useConfigList({
    query: webhooks,
    keys: webhookSort,
    sortedBy: "method",
    text: webhookText,
    keep: passes,
  });
  const { address, change, source, sort, total } = list;
  const navigate = useNavigate();
  const selection = useSelection("webhooks");
  const [deleting, setDeleting] = useState<SavedWebhook[] | null>(null);
  const [importing, setImporting] = useState(false);
  const menu = useMemo(
    () => ({
      onEdit: (row: SavedWebhook) => void navigate({ to: "/webhooks/$id", params: { id: String(row.id) } }),
      onTest: (row: SavedWebhook) =>
        void navigate({ to: "/webhooks/test", search: { method: row.method, moment: row.moment } }),
      onLogs: (row: SavedWebhook) =>
        void navigate({ to: "/webhooks/logs", search: { method: row.method, batch: row.batch, hook: row.name } }),
      onDelete: (row: SavedWebhook) => setDeleting([row]),
    }),
    [navigate],
  );
  const columns = useMemo(() => webhookColumns(menu), [menu]);
  const chosen = (webhooks.data ?? []).filter((row) => selection.has(String(row.id)));
  const removeRow = (row: SavedWebhook | undefined) =>
    chosen.length > 0 ? setDeleting(chosen) : row && setDeleting([row]);
  const keys = {
    t: (row: SavedWebhook | undefined) => row && menu.onTest(row),
    l: (row: SavedWebhook | undefined) => row && menu.onLogs(row),
    d: removeRow,
  };
  const narrowed = FILTERS.some((name) => asList(address[name]).length > 0) || Boolean(address.q);
  const clear = () => change(Object.fromEntries([...FILTERS, "q"].map((name) => [name, undefined])));
  const add = () => void navigate({ to: "/webhooks/$id", params: { id: "new" } });
  return (
    <WebhookArea
      title="Webhooks"
      actions={
        <>
          <Button variant="default" onClick={() => setImporting(true)}>
            Import
          </Button>
          <ExportMenu disabled={total === 0} ids={chosen.length > 0 ? chosen.map((row) => row.id) : undefined} />
          <Button leftSection={<Icon name="plus" size={13} />} onClick={add}>
            Add New Webhook
          </Button>
        </>
      }
    >
      <Toolbar list={list} noun="webhook" onClear={narrowed ? clear : undefined}>
        <Filters list={list} rows={webhooks.data ?? []} />
      </Toolbar>
      {chosen.length > 0 && (
        <div className={classes.chosen} role="status">
          <Text>{plural(chosen.length, "webhook")} selected</Text>
          <Button variant="default" size="compact-xs" color="red" onClick={() => setDeleting(chosen)}>
            Delete
          </Button>
          <Button variant="subtle" size="compact-xs" onClick={selection.clear}>
            Select none
          </Button>
        </div>
      )}
      <Grid
        name="webhooks"
        label="Webhooks"
        columns={columns}
        source={source}
        sort={sort}
        selection={selection}
        rowId={(row) => String(row.id)}
        rowName={(row) => `${row.name}, ${row.method}, ${row.moment}`}
        onOpen={menu.onEdit}
        keys={keys}
        empty={
          total === 0 ? (
            <Empty
              title="No webhook yet"
              actions={
                <>
                  <Button leftSection={<Icon name="plus" size={13} />} onClick={add}>
                    Add New Webhook
                  </Button>
                  <Button variant="default" onClick={() => setImporting(true)}>
                    Import webhooks.xml
                  </Button>
                </>
              }
            >
              A webhook is called while the shop waits, before or after one of its methods, and may change what it does.
              Bring yours along from Adobe Commerce or Aligent's module, or add one.
            </Empty>
          ) : (
            <Empty
              title="No webhook matches this filter."
              actions={
                <Button variant="default" onClick={clear}>
                  Clear filters
                </Button>
              }
            />
          )
        }
      />
      {deleting && (
        <DeleteWebhooks
          rows={deleting}
          onClose={() => setDeleting(null)}
          onDone={() => {
            selection.clear();
          }}
        />
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </WebhookArea>
  );
}

function Filters({ list: { address, change }, rows }: { list: ConfigList<SavedWebhook>; rows: SavedWebhook[] }) {
  const distinct = (of: (row: SavedWebhook) => string) =>
    [...new Set(rows.map(of))].sort().map((value) => ({ value, word: value }));
  const filter = (name: string, label: string, items: Array<{ value: string; word: string }>) => (
    <Choice label={label} items={items} value={asList(address[name])} onChange={(value) => change({ [name]: value })} />
  );
  return (
    <>
      {filter(
        "method",
        "Method",
        distinct((row) => row.method),
      )}
      {filter("type", "Type", [
        { value: "before", word: "before" },
        { value: "after", word: "after" },
      ])}
      {filter(
        "batch",
        "Batch",
        distinct((row) => row.batch),
      )}
      {filter("required", "Is Optional", [
        { value: "required", word: "Required" },
        { value: "optional", word: "Optional" },
      ])}
      {filter("active", "Is Active", [
        { value: "active", word: "Active" },
        { value: "inactive", word: "Inactive" },
      ])}
      {filter(
        "verb",
        "HTTP Method",
        distinct((row) => row.verb ?? "POST"),
      )}
    </>
  );
}

const FORMATS = [
  { format: "xml", word: "Adobe Commerce (webhooks.xml)", file: "webhooks.xml" },
  { format: "rest", word: "Adobe's REST form (JSON)", file: "adobe-webhooks.json" },
  { format: "json", word: "Hookdesk (JSON, with everything in it)", file: "hookdesk-webhooks.json" },
  { format: "aligent", word: "Aligent, of the queued hooks (webhooks.xml)", file: "aligent-webhooks.xml" },
] as const;

function ExportMenu({ ids, disabled }: { ids: number[] | undefined; disabled: boolean }) {
  const host = useHost();
  const [warned, setWarned] = useState<{ file: string; warnings: string[] } | null>(null);
  const save = async ({ format, file }: (typeof FORMATS)[number]) => {
    try {
      // Aligent's form holds queued hooks, which are not what is chosen here.
      const request = ids && format !== "aligent" ? { ids, format } : { format };
      const { text, warnings } = await host.call("webhooks.export", request);
      if (!(await host.saveFile(file, text))) return;
      tellDone(`Saved ${file}.`);
      setWarned({ file, warnings });
    } catch (thrown) {
      tellFault(toFault(thrown));
    }
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" disabled={disabled} rightSection={<Icon name="down" size={10} />}>
            {ids ? `Export ${ids.length}` : "Export"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FORMATS.map((one) => (
            <Menu.Item key={one.format} onClick={() => void save(one)}>
              {one.word}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {warned && warned.warnings.length > 0 && (
        <Modal opened onClose={() => setWarned(null)} title={`${warned.file} is saved, but …`} size="lg">
          <Text mb="xs">Other readers will not make of it what Hookdesk does:</Text>
          <ul className={classes.warnings}>
            {warned.warnings.map((warning) => (
              <li key={warning}>{remark(warning)}</li>
            ))}
          </ul>
        </Modal>
      )}
    </>
  );
}

type DeleteProps = { rows: SavedWebhook[]; onClose: () => void; onDone: () => void };

export function DeleteWebhooks({ rows, onClose, onDone }: DeleteProps) {
  const act = useAct("webhooks.delete", ["webhooks.list"]);
  const what = rows.length === 1 ? `the webhook ${rows[0]?.name}` : plural(rows.length, "webhook");
  return (
    <Confirm
      title={`Delete ${what}?`}
      action={rows.length === 1 ? "Delete webhook" : "Delete webhooks"}
      danger
      onClose={onClose}
      onConfirm={async () => {
        await act.mutateAsync({ ids: rows.map((row) => row.id) });
        tellDone(
          rows.length === 1 ? `Webhook ${rows[0]?.name} is deleted.` : `${plural(rows.length, "webhook")} are deleted.`,
        );
        onDone();
      }}
    >
      <Text>The shop is no longer answered by {rows.length === 1 ? "it" : "them"}; the logs stay.</Text>
      <Group gap={4}>
        {rows.slice(0, 8).map((row) => (
          <Text key={row.id} size="xs" c="dimmed" className="mono" w="100%">
            {row.moment} {row.method} · {row.batch}/{row.name}
          </Text>
        ))}
        {rows.length > 8 && (
          <Text size="xs" c="dimmed">
            and {rows.length - 8} more
          </Text>
        )}
      </Group>
    </Confirm>
  );
}
