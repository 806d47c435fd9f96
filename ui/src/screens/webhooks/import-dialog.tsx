/** Brings webhooks along from a file: shows what would come, and what in the file it does not know, before anything changes. */
import { Alert, Button, FileButton, Group, Modal, ScrollArea, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import type { ImportedWebhooks } from "../../bindings";
import { FaultAlert, tellDone } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { CodeText } from "../../parts/json/code";
import jsonClasses from "../../parts/json/json.module.css";
import { useAct } from "../../query";
import { plural, sentence } from "../../words";

const KINDS: Record<string, string> = {
  adobe: "Adobe Commerce's webhooks.xml",
  aligent: "Aligent's webhooks.xml",
  rest: "webhooks in the form of Adobe's REST interface",
  hookdesk: "webhooks that Hookdesk exported",
};

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [name, setName] = useState<string | null>(null);
  const look = useAct("webhooks.import");
  const apply = useAct("webhooks.import", ["webhooks.list", "hooks.list"]);
  const [found, setFound] = useState<ImportedWebhooks | null>(null);
  const change = (next: string) => {
    setText(next);
    setFound(null);
    look.reset();
    apply.reset();
  };
  const read = (of: string) => look.mutate({ text: of, apply: false }, { onSuccess: setFound });
  const take = async (file: File | null) => {
    if (!file) return;
    const content = await file.text();
    setName(file.name);
    change(content);
    read(content);
  };
  const count = (found?.webhooks.length ?? 0) + (found?.hooks.length ?? 0);
  return (
    <Modal opened onClose={onClose} title="Import webhooks" size={880}>
      <Stack gap="sm">
        <Group gap="xs">
          <FileButton onChange={(file) => void take(file)} accept=".xml,.json,text/xml,application/json">
            {(props) => (
              <Button variant="default" {...props}>
                Choose a file…
              </Button>
            )}
          </FileButton>
          <Text c="dimmed">
            {name ?? "or paste it here: webhooks.xml of Adobe Commerce or Aligent, or JSON of /V1/webhooks/list."}
          </Text>
        </Group>
        <div className={jsonClasses.view}>
          <CodeText
            text={text}
            label="File"
            language="text"
            onChange={change}
            minHeight={120}
            maxHeight={found ? 160 : 320}
          />
        </div>
        {look.error && <FaultAlert fault={look.error} />}
        {apply.error && <FaultAlert fault={apply.error} />}
        {found && <Found found={found} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {found ? (
            <Button
              loading={apply.isPending}
              disabled={count === 0}
              onClick={() =>
                apply.mutate(
                  { text, apply: true },
                  {
                    onSuccess: () => {
                      tellDone(`${plural(count, "hook")} came in.`);
                      onClose();
                    },
                  },
                )
              }
            >
              {count === 0 ? "Nothing to import" : `Import ${plural(count, "hook")}`}
            </Button>
          ) : (
            <Button disabled={text.trim() === ""} loading={look.isPending} onClick={() => read(text)}>
              Show what will come
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Found({ found }: { found: ImportedWebhooks }) {
  const { webhooks, hooks, warnings } = found;
  return (
    <Stack gap="xs" role="status" aria-label="What will come">
      <Text>
        This is {KINDS[found.kind] ?? "a file of webhooks"}: {plural(webhooks.length, "webhook")}
        {hooks.length > 0 && ` and ${plural(hooks.length, "queued hook")}`}.
      </Text>
      {warnings.length > 0 && (
        <Alert
          color="orange"
          variant="light"
          icon={<Icon name="warn" />}
          title={plural(warnings.length, "warning")}
          p={10}
        >
          <ScrollArea.Autosize mah={130}>
            {warnings.map((warning) => (
              <Text key={`${warning.line}:${warning.column}:${warning.message}`} size="xs">
                {warning.line > 0 && (
                  <>
                    <span className="mono">
                      line {warning.line}, column {warning.column}
                    </span>
                    {": "}
                  </>
                )}
                {sentence(warning.message)}
              </Text>
            ))}
          </ScrollArea.Autosize>
        </Alert>
      )}
      <ScrollArea.Autosize mah={200}>
        <Table aria-label="Hooks of the file" verticalSpacing={2} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Method</Table.Th>
              <Table.Th>Type</Table.Th>
              <Table.Th>Batch</Table.Th>
              <Table.Th>Hook</Table.Th>
              <Table.Th ta="right">Fields</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {webhooks.map((row) => (
              <Table.Tr key={`${row.method} ${row.moment} ${row.batch} ${row.name}`}>
                <Table.Td className="mono" style={{ overflowWrap: "anywhere" }}>
                  {row.method}
                </Table.Td>
                <Table.Td>{row.moment}</Table.Td>
                <Table.Td>{row.batch}</Table.Td>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td ta="right">{row.content.fields.length || "whole payload"}</Table.Td>
              </Table.Tr>
            ))}
            {hooks.map((hook) => (
              <Table.Tr key={hook.name}>
                <Table.Td className="mono">{hook.name}</Table.Td>
                <Table.Td c="dimmed" colSpan={4}>
                  queued hook
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </Stack>
  );
}
