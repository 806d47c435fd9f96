/** The columns of the hook list. */

import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Content, Hook } from "../../bindings";
import type { GridColumn } from "../../parts/grid";
import type { SortKeys } from "../../parts/list/sorting";
import { Time } from "../../parts/time";
import { fullCount, plural } from "../../words";

export const hookSort: SortKeys<Hook> = {
  name: (hook) => hook.name,
  wrap: (hook) => hook.wrap,
  content: (hook) => contentWord(hook.content),
  service: (hook) => hook.service?.class ?? "",
  subscriptions: (hook) => hook.subscriptions,
  updated: (hook) => hook.updated_at,
};

export const hookText = ({ name, description, service }: Hook) => `${name} ${description} ${service?.class ?? ""}`;

/** A content in a few words. */
export function contentWord(content: Content): string {
  const rules = content.rules.flat().length;
  const parts = [
    content.fields.length > 0 ? plural(content.fields.length, "field") : content.body ? content.body.kind : "whole",
    ...(rules > 0 ? [plural(rules, "rule")] : []),
  ];
  return parts.join(", ");
}

export const hookColumns: GridColumn<Hook>[] = [
  {
    id: "name",
    header: "Event",
    width: 220,
    fixed: true,
    sort: "name",
    cell: (hook) => <span className="mono clip">{hook.name}</span>,
  },
  {
    id: "description",
    header: "What it is for",
    width: 140,
    grow: true,
    cell: (hook) => <span className="clip">{hook.description || <span className="dim">–</span>}</span>,
  },
  {
    id: "wrap",
    header: "Body",
    width: 90,
    sort: "wrap",
    cell: (hook) => (hook.wrap === "data" ? <span className="mono">{'{"data":…}'}</span> : "the data"),
  },
  {
    id: "content",
    header: "Content",
    width: 128,
    sort: "content",
    cell: (hook) => (
      <Anchor
        inherit
        title="Fields, headers and rules"
        renderRoot={(props) => <Link to="/hooks/$id/content" params={{ id: String(hook.id) }} {...props} />}
      >
        {contentWord(hook.content)}
      </Anchor>
    ),
  },
  {
    id: "service",
    header: "Service",
    width: 150,
    sort: "service",
    cell: ({ service }) =>
      service ? (
        <span className="mono clip" title={`${service.class}::${service.method}`}>
          {service.class.split("\\").at(-1)}::{service.method}
        </span>
      ) : (
        <span className="dim">–</span>
      ),
  },
  {
    id: "subscriptions",
    header: "Subscriptions",
    width: 102,
    align: "right",
    sort: "subscriptions",
    cell: (hook) => (
      <Anchor
        inherit
        title={`Subscriptions of ${hook.name}`}
        renderRoot={(props) => <Link to="/subscriptions" search={{ event: [hook.name] }} {...props} />}
      >
        {fullCount(hook.subscriptions)}
      </Anchor>
    ),
  },
  { id: "updated", header: "Changed", width: 140, sort: "updated", cell: (hook) => <Time at={hook.updated_at} /> },
];
