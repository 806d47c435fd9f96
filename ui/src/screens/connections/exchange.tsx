/** One request and its answer, with where the time went. */
import { Code, Group, Stack, Table, Text, Title } from "@mantine/core";
import type { AttemptRow, Body, Timings } from "../../bindings";
import { byteSize, micros } from "../../parts/time-text";
import { classWord, truthWord } from "../../words";

const MOST = 4000;

export function Exchange({ attempt }: { attempt: AttemptRow }) {
  const { truth, class: kind, status } = attempt;
  return (
    <Stack gap="sm">
      <Group gap="lg">
        <Fact name="Answer" value={status === null ? "none" : String(status)} />
        {truth && <Fact name="Known" value={truthWord[truth]} />}
        {kind && <Fact name="Failed at" value={classWord[kind]} />}
        {phases(attempt.timings).map(([name, us]) => (
          <Fact key={name} name={name} value={micros(us)} />
        ))}
      </Group>
      <Title order={3}>Request</Title>
      <Code block>
        {attempt.method} {attempt.url}
      </Code>
      <Headers rows={attempt.request_headers} label="Request headers" />
      {status !== null && (
        <>
          <Title order={3}>Answer</Title>
          <Headers rows={attempt.response_headers} label="Answer headers" />
          <Answered body={attempt.response_body} truncated={attempt.response_truncated} />
        </>
      )}
    </Stack>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fw={500}>{value}</Text>
    </div>
  );
}

/** How long each phase took; the engine tells when each ended. */
export function phases(timings: Timings): Array<[string, number]> {
  const ends: Array<[string, number | null]> = [
    ["Name", timings.dns_us],
    ["Connect", timings.connect_us],
    ["TLS", timings.tls_us],
    ["Waiting", timings.head_us],
    ["Reading", timings.head_us === null ? null : timings.total_us],
  ];
  const spent: Array<[string, number]> = [];
  let before = 0;
  for (const [name, end] of ends) {
    if (end === null) continue;
    spent.push([name, Math.max(0, end - before)]);
    before = end;
  }
  return [...spent, ["Altogether", timings.total_us]];
}

function Headers({ rows, label }: { rows: Array<[string, string]>; label: string }) {
  if (rows.length === 0) return null;
  return (
    <Table aria-label={label} layout="fixed" withRowBorders={false} verticalSpacing={2}>
      <Table.Tbody>
        {rows.map(([name, value], index) => (
          // A header may come twice; its place tells the two apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Table.Tr key={index}>
            <Table.Td w={190} className="mono dim" style={{ verticalAlign: "top" }}>
              {name}
            </Table.Td>
            <Table.Td className="mono" style={{ overflowWrap: "anywhere" }}>
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Answered({ body, truncated }: { body: Body | null; truncated: boolean }) {
  if (!body || body.size === 0) return <Text c="dimmed">It has no body.</Text>;
  return (
    <>
      <Code block mah={320} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {body.text.slice(0, MOST)}
      </Code>
      <Text size="xs" c="dimmed">
        {byteSize(body.size)}
        {body.base64 ? ", not text: shown in base64" : ""}
        {truncated ? ", cut after 64 KiB" : ""}
        {body.text.length > MOST ? ", its beginning is shown" : ""}
      </Text>
    </>
  );
}
