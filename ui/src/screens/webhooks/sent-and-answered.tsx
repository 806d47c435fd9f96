/** What a tried hook was sent, and what came back. */
import { Table, Text } from "@mantine/core";
import type { NameValue, TestedHook } from "../../bindings";
import { JsonView } from "../../parts/json";

export function SentAndAnswered({ hook }: { hook: TestedHook }) {
  return (
    <>
      {hook.request && (
        <>
          <Text className="mono" style={{ overflowWrap: "anywhere" }}>
            {hook.request.method} {hook.request.url}
          </Text>
          <Headers rows={hook.request.headers} label="Request headers" />
          {hook.request.body !== null && <JsonView label="Request" body={hook.request.body} maxHeight={240} />}
        </>
      )}
      {hook.answer && (
        <>
          <Headers rows={hook.answer.headers} label="Answer headers" />
          {hook.answer.body !== null && <JsonView label="Answer" body={hook.answer.body} maxHeight={240} />}
        </>
      )}
      {!hook.request && <Text c="dimmed">Nothing was sent.</Text>}
    </>
  );
}

function Headers({ rows, label }: { rows: NameValue[]; label: string }) {
  if (rows.length === 0) return null;
  return (
    <Table aria-label={label} layout="fixed" withRowBorders={false} verticalSpacing={1}>
      <Table.Tbody>
        {rows.map(({ name, value }, at) => (
          // A header may come twice; its place tells the two apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Table.Tr key={at}>
            <Table.Td w={210} className="mono dim" style={{ verticalAlign: "top" }}>
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
