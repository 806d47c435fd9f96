/** The columns of the connection list. */
import { Group, Switch } from "@mantine/core";
import type { Connection } from "../../bindings";
import { Badge } from "../../parts/badge";
import type { GridColumn } from "../../parts/grid";
import type { SortKeys } from "../../parts/list/sorting";
import { Time } from "../../parts/time";
import { fullCount, sentence } from "../../words";
import { signingWord } from "../subscriptions/rows";
import { needsSecret, wayOf, wayWords } from "./auth-ways";
import { certificateState, daysText } from "./certificate-state";

export const connectionSort: SortKeys<Connection> = {
  active: (row) => (row.paused ? 1 : 0),
  name: (row) => row.name,
  url: (row) => row.base_url,
  auth: (row) => wayWords(wayOf(row.auth)).short,
  certificate: (row) => row.certificate?.days_left ?? Number.MAX_SAFE_INTEGER,
  subscriptions: (row) => row.subscriptions,
  updated: (row) => row.updated_at,
};

export const connectionText = (row: Connection) => `${row.name} ${row.base_url}`;

export function connectionColumns(onPause: (row: Connection, paused: boolean) => void): GridColumn<Connection>[] {
  return [
    {
      id: "active",
      header: "Active",
      width: 64,
      fixed: true,
      sort: "active",
      cell: (row) => (
        <Switch
          aria-label={`${row.name} is active`}
          checked={!row.paused}
          onChange={(event) => onPause(row, !event.currentTarget.checked)}
        />
      ),
    },
    {
      id: "name",
      header: "Name",
      width: 180,
      sort: "name",
      cell: (row) => (
        <Group gap={8} wrap="nowrap">
          <span className="clip">{row.name}</span>
          {row.paused && (
            <Badge tone="held" hint="Its messages are held; no attempt is counted.">
              Paused
            </Badge>
          )}
        </Group>
      ),
    },
    {
      id: "url",
      header: "Base URL",
      width: 180,
      grow: true,
      sort: "url",
      cell: (row) => <span className="mono clip">{row.base_url}</span>,
    },
    {
      id: "auth",
      header: "Authentication",
      width: 170,
      sort: "auth",
      cell: (row) => <Authentication row={row} />,
    },
    {
      id: "subscriptions",
      header: "Subscriptions",
      width: 102,
      align: "right",
      sort: "subscriptions",
      cell: (row) => fullCount(row.subscriptions),
    },
    {
      id: "certificate",
      header: "Certificate",
      width: 130,
      sort: "certificate",
      cell: (row) => <CertificateWord row={row} />,
    },
    {
      id: "signing",
      header: "Signature",
      width: 120,
      hidden: true,
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

function Authentication({ row }: { row: Connection }) {
  const { label, short } = wayWords(wayOf(row.auth));
  if (row.unauthorized) {
    return (
      <Badge tone="held" hint={`${label}. Its messages are held until somebody authorizes it.`}>
        Needs authorization
      </Badge>
    );
  }
  if (needsSecret(row.auth) && !row.has_auth_secret) {
    return (
      <Badge tone="rejected" hint="Its secret is not stored: messages that need it are held.">
        {short}: no secret
      </Badge>
    );
  }
  return (
    <span className="clip" title={label}>
      {short}
    </span>
  );
}

function CertificateWord({ row }: { row: Connection }) {
  const { tone, word } = certificateState(row);
  const { certificate } = row;
  return (
    <Badge
      tone={tone}
      hint={
        certificate
          ? `${certificate.why === "" ? daysText(certificate.days_left) : sentence(certificate.why)}`
          : undefined
      }
    >
      {word}
    </Badge>
  );
}
