/** The message grid: everything the queue holds, by state, filtered, acted upon. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import type { MessageRow } from "../../bindings";
import { useHost } from "../../host/context";
import { Confirm } from "../../parts/confirm";
import { Grid, usePages, useSelection } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { useCommand } from "../../query";
import { useSubscriptionNames } from "../../query/names";
import { stateWord } from "../../words";
import { BulkDialog, type BulkRequest } from "./bulk-dialog";
import { messageColumns } from "./columns";
import { NoMessages } from "./empty";
import { MessageFilters } from "./filters";
import { canSortByDue, isNarrowed, type MessageSearch, messageSearch, toFilter, toRequest } from "./search";
import { SelectionBar } from "./selection-bar";
import { MessageTabs, tabCount } from "./tabs";
import { canDiscard, canRetry, useRetryOne } from "./use-message-acts";

const route = getRouteApi("/messages");
const CLEARED: MessageSearch = messageSearch.parse({});

export function MessagesScreen() {
  const host = useHost();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = search.tab ?? "all";
  const request = useMemo(() => toRequest(search), [search]);
  const key = `messages ${JSON.stringify(request)}`;
  const source = usePages(key, "messages", {
    fetch: (after: string | undefined, limit) => host.call("messages.list", { ...request, after, limit }),
    id: rowId,
    newestFirst: request.sort === "created" && request.order === "desc" ? (row) => row.seq : undefined,
  });
  const selection = useSelection(JSON.stringify(request.filter));
  const [bulk, setBulk] = useState<BulkRequest | null>(null);
  const [again, setAgain] = useState<MessageRow | null>(null);
  const retryOne = useRetryOne();
  const counts = useCommand("counts.get", {}).data;
  const names = useSubscriptionNames();
  const byDue = canSortByDue(search);
  const columns = useMemo(() => messageColumns(names, byDue), [names, byDue]);

  const change = useCallback(
    (part: Partial<MessageSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const clear = useCallback(() => change({ ...CLEARED, tab: search.tab }), [change, search.tab]);
  const open = useCallback(
    (row: MessageRow) => void navigate({ to: "/messages/$id", params: { id: row.id } }),
    [navigate],
  );

  const retry = useCallback(
    (row: MessageRow) => {
      // A second delivery is asked for twice.
      if (row.state === "delivered") setAgain(row);
      else void retryOne(row);
    },
    [retryOne],
  );
  const act = (kind: BulkRequest["kind"], row?: MessageRow) => {
    if (!selection.isEmpty) {
      setBulk({ kind, target: selection.all ? { filter: toFilter(search) } : { ids: [...selection.ids] } });
    } else if (row && kind === "retry" && canRetry(row)) retry(row);
    else if (row && kind === "discard" && canDiscard(row)) setBulk({ kind, target: { ids: [row.id] } });
  };

  const rowActions = useCallback(
    (row: MessageRow) => (
      <>
        {canRetry(row) && (
          <Tooltip label={row.state === "delivered" ? "Send again" : "Retry now"}>
            <ActionIcon aria-label={`Retry ${row.event_name}`} onClick={() => retry(row)}>
              <Icon name="retry" size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        {canDiscard(row) && (
          <Tooltip label="Discard">
            <ActionIcon
              aria-label={`Discard ${row.event_name}`}
              onClick={() => setBulk({ kind: "discard", target: { ids: [row.id] } })}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </>
    ),
    [retry],
  );

  return (
    <Page title="Messages" scroll={false}>
      <MessageTabs
        tab={tab}
        onTab={(next) => {
          const sort = next === "queued" || next === "retrying" ? search.sort : undefined;
          change({ tab: next, states: undefined, sort, order: sort && search.order });
        }}
      />
      <MessageFilters search={search} onChange={change} unindexed={source.unindexed} />
      <SelectionBar
        selection={selection}
        total={counts && !isNarrowed(search) ? tabCount(counts, tab) : source.complete ? source.count : null}
        loaded={source.count}
        onRetry={() => act("retry")}
        onDiscard={() => act("discard")}
      />
      <Grid
        name="messages"
        key={key}
        label="Messages"
        columns={columns}
        source={source}
        rowId={rowId}
        rowName={rowName}
        onOpen={open}
        selection={selection}
        keys={{ r: (row) => act("retry", row), d: (row) => act("discard", row) }}
        sort={{
          by: request.sort ?? "created",
          order: request.order ?? "desc",
          onSort: (by) => change(nextSort(search, by)),
        }}
        empty={<NoMessages search={search} onClear={clear} />}
        rowActions={rowActions}
      />
      {bulk && <BulkDialog {...bulk} onClose={() => setBulk(null)} onDone={selection.clear} />}
      {again && (
        <Confirm
          title="Send it again"
          action="Send again"
          onClose={() => setAgain(null)}
          onConfirm={() => retryOne(again)}
        >
          The receiver took this message before. It gets it a second time, with the same id.
        </Confirm>
      )}
    </Page>
  );
}

const rowId = (row: MessageRow) => row.id;
const rowName = (row: MessageRow) => `${row.event_name}, ${stateWord[row.state].toLowerCase()}, ${row.created_at}`;

/** Another column begins with its usual order; the same column turns round. */
export function nextSort(search: MessageSearch, by: string): Partial<MessageSearch> {
  if (by === "due" && !canSortByDue(search)) return { sort: undefined, order: undefined };
  const request = toRequest(search);
  if (request.sort === by) return { sort: request.sort, order: request.order === "asc" ? "desc" : "asc" };
  return by === "due" ? { sort: "due", order: "asc" } : { sort: undefined, order: undefined };
}
