/** The grid of webhooks: Adobe's columns, and batch order and priority, which Adobe leaves out. */
import type { SavedWebhook } from "../../bindings";
import { OnBadge } from "../../parts/badge";
import type { GridColumn } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import type { SortKeys } from "../../parts/list/sorting";
import { Time } from "../../parts/time";
import { fullCount } from "../../words";
import { RowMenu, type RowMenuProps } from "./row-menu";
import classes from "./webhooks.module.css";

export const webhookSort: SortKeys<SavedWebhook> = {
  method: (row) => row.method,
  moment: (row) => row.moment,
  batch: (row) => row.batch,
  order: (row) => row.batch_order,
  name: (row) => row.name,
  priority: (row) => row.priority,
  url: (row) => row.url,
  soft: (row) => row.soft_timeout_ms,
  hard: (row) => row.timeout_ms,
  ttl: (row) => row.ttl_s,
  verb: (row) => row.verb ?? "POST",
  required: (row) => (row.required ? 1 : 0),
  active: (row) => (row.active ? 0 : 1),
  updated: (row) => row.updated_at,
};

export const webhookText = (row: SavedWebhook) => `${row.method} ${row.batch} ${row.name} ${row.url}`;

/** A limit, or that there is none. */
const limit = (value: number, unit: string) =>
  value === 0 ? <span className="dim">–</span> : `${fullCount(value)} ${unit}`;

export function webhookColumns(menu: Omit<RowMenuProps, "row">): GridColumn<SavedWebhook>[] {
  return [
    {
      id: "method",
      header: "Webhook Method",
      width: 270,
      grow: true,
      fixed: true,
      sort: "method",
      cell: (row) => (
        <span className="mono" title={row.method}>
          {row.method}
        </span>
      ),
    },
    { id: "moment", header: "Type", width: 62, sort: "moment", cell: (row) => row.moment },
    { id: "batch", header: "Batch Name", width: 98, sort: "batch", cell: (row) => row.batch },
    {
      id: "order",
      header: "Batch Order",
      width: 92,
      hidden: true,
      align: "right",
      sort: "order",
      cell: (row) => row.batch_order,
    },
    {
      id: "name",
      header: "Hook Name",
      width: 150,
      sort: "name",
      cell: (row) => (
        <span title={row.warnings.join("\n") || row.name}>
          {row.name}
          {row.warnings.length > 0 && (
            <>
              {" "}
              <span className={classes.warned}>
                <Icon name="warn" size={12} />
              </span>
            </>
          )}
        </span>
      ),
    },
    {
      id: "priority",
      header: "Hook Priority",
      width: 96,
      hidden: true,
      align: "right",
      sort: "priority",
      cell: (row) => row.priority,
    },
    {
      id: "url",
      header: "URL",
      width: 150,
      grow: true,
      sort: "url",
      cell: (row) => (
        <span className="mono" title={row.url}>
          {row.url}
        </span>
      ),
    },
    {
      id: "soft",
      header: "Soft Timeout",
      width: 98,
      align: "right",
      sort: "soft",
      cell: (row) => limit(row.soft_timeout_ms, "ms"),
    },
    {
      id: "hard",
      header: "Hard Timeout",
      width: 100,
      align: "right",
      sort: "hard",
      cell: (row) => limit(row.timeout_ms, "ms"),
    },
    { id: "ttl", header: "Cache TTL", width: 78, align: "right", sort: "ttl", cell: (row) => limit(row.ttl_s, "s") },
    {
      id: "verb",
      header: "HTTP Method",
      width: 100,
      sort: "verb",
      cell: (row) => row.verb ?? <span className="dim">POST</span>,
    },
    {
      id: "required",
      header: "Is Optional",
      width: 82,
      sort: "required",
      cell: (row) => (row.required ? "Required" : "Optional"),
    },
    {
      id: "active",
      header: "Is Active",
      width: 82,
      sort: "active",
      cell: (row) => <OnBadge on={row.active} onWord="Active" offWord="Inactive" />,
    },
    {
      id: "updated",
      header: "Changed",
      width: 140,
      hidden: true,
      sort: "updated",
      cell: (row) => <Time at={row.updated_at} />,
    },
    {
      id: "actions",
      header: "Actions",
      width: 92,
      fixed: true,
      pinned: true,
      cell: (row) => <RowMenu row={row} {...menu} />,
    },
  ];
}
