/** The event grid's columns. */
import type { EventRow } from "../../bindings";
import { RoutingBadge } from "../../parts/badge";
import type { GridColumn } from "../../parts/grid";
import { Time } from "../../parts/time";
import { byteSize } from "../../parts/time-text";
import { sourceWord } from "../../words";
import { shortId } from "../messages/short-id";

export const eventColumns: GridColumn<EventRow>[] = [
  { id: "routing", header: "Routing", width: 136, fixed: true, cell: (row) => <RoutingBadge routing={row.routing} /> },
  { id: "name", header: "Event", width: 220, grow: true, fixed: true, cell: (row) => row.name },
  {
    id: "messages",
    header: "Messages",
    width: 84,
    align: "right",
    cell: (row) => (row.messages === 0 ? <span className="dim">0</span> : row.messages),
  },
  { id: "source", header: "Source", width: 120, cell: (row) => sourceWord[row.source] },
  { id: "size", header: "Size", width: 82, align: "right", cell: (row) => byteSize(row.size) },
  { id: "occurred", header: "Happened", width: 134, cell: (row) => <Time at={row.occurred_at} fallback="not said" /> },
  { id: "received", header: "Accepted", width: 150, cell: (row) => <Time at={row.received_at} /> },
  {
    id: "id",
    header: "Id",
    width: 110,
    hidden: true,
    cell: (row) => (
      <span className="mono" title={row.id}>
        {shortId(row.id)}
      </span>
    ),
  },
];
