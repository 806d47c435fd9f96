/** The message grid's columns. */
import type { MessageRow } from "../../bindings";
import { StatusBadge } from "../../parts/badge";
import type { GridColumn } from "../../parts/grid";
import { Due, Time } from "../../parts/time";
import { bindingWord, classShort, classWord, reasonSentence, reasonWord, truthMeaning, truthWord } from "../../words";
import { shortId } from "./short-id";

/** What the last attempt came to: a status, or why there is none. */
export function LastAnswer({ row }: { row: MessageRow }) {
  if (row.last_status !== null) {
    const good = row.last_status < 300;
    return <span className={good ? undefined : "bad"}>{row.last_status}</span>;
  }
  if (row.last_class !== null) {
    return (
      <span
        className="bad"
        title={
          row.last_truth ? `${classWord[row.last_class]}. ${truthMeaning[row.last_truth]}` : classWord[row.last_class]
        }
      >
        {classShort[row.last_class]}
      </span>
    );
  }
  return <span className="dim">–</span>;
}

/** `names` gives a subscription its name; due times order a list only where everything in it is due. */
export function messageColumns(names: (id: number) => string, byDue: boolean): GridColumn<MessageRow>[] {
  return [
    { id: "state", header: "State", width: 98, fixed: true, cell: (row) => <StatusBadge state={row.state} /> },
    { id: "event", header: "Event", width: 140, grow: true, fixed: true, cell: (row) => row.event_name },
    { id: "subscription", header: "Subscription", width: 120, grow: true, cell: (row) => names(row.subscription_id) },
    {
      id: "reason",
      header: "Reason",
      width: 118,
      cell: (row) => row.reason && <span title={reasonSentence(row.reason)}>{reasonWord(row.reason)}</span>,
    },
    {
      id: "attempts",
      header: "Tries",
      width: 56,
      align: "right",
      cell: (row) => row.attempts || <span className="dim">0</span>,
    },
    { id: "answer", header: "Answer", width: 92, cell: (row) => <LastAnswer row={row} /> },
    {
      id: "truth",
      header: "Known",
      width: 110,
      hidden: true,
      cell: (row) => row.last_truth && <span title={truthMeaning[row.last_truth]}>{truthWord[row.last_truth]}</span>,
    },
    {
      id: "due",
      header: "Due",
      width: 108,
      sort: byDue ? "due" : undefined,
      cell: (row) => (row.due_at ? <Due at={row.due_at} /> : <span className="dim">–</span>),
    },
    { id: "created", header: "Queued", width: 130, sort: "created", cell: (row) => <Time at={row.created_at} /> },
    { id: "updated", header: "Changed", width: 144, hidden: true, cell: (row) => <Time at={row.updated_at} /> },
    { id: "binding", header: "Payload", width: 90, hidden: true, cell: (row) => bindingWord[row.binding] },
    { id: "edited", header: "Edited", width: 64, hidden: true, cell: (row) => row.edited && "edited" },
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
}
