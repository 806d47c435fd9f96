/** Where messages go: a URL, or a path below a connection. */
import { Group, Input, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import type { FormPart } from "../../parts/form/form-part";
import { typedUrl } from "../../parts/form/rules";
import { useCommand } from "../../query";
import { hasUserinfo } from "../connections/connection-form";
import { looksUnencrypted } from "./private-address";
import type { SubscriptionValues } from "./subscription-form";

const METHODS = ["POST", "PUT", "PATCH", "DELETE"];

export function RecipientFields({ form, values }: { form: FormPart; values: SubscriptionValues }) {
  const connections = useCommand("connections.list", {});
  const { recipient } = values;
  const chosen = connections.data?.find((one) => String(one.id) === recipient.id);
  return (
    <Stack gap="xs">
      <Group gap="xs" justify="space-between">
        <Input.Label size="xs" component="div">
          Recipient
        </Input.Label>
        <SegmentedControl
          aria-label="Kind of recipient"
          data={[
            { value: "url", label: "A URL" },
            { value: "connection", label: "A connection" },
          ]}
          {...form.getInputProps("recipient.kind")}
        />
      </Group>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Select label="Method" data={METHODS} w={100} allowDeselect={false} {...form.getInputProps("method")} />
        {recipient.kind === "url" ? (
          <TextInput
            label="URL"
            placeholder="https://erp.example.com/hooks/orders"
            flex={1}
            inputMode="url"
            spellCheck={false}
            {...form.getInputProps("recipient.url")}
            error={form.errors["recipient.url"] ?? form.errors.recipient}
          />
        ) : (
          <>
            <Select
              label="Connection"
              w={190}
              placeholder={connections.data?.length === 0 ? "None set up yet" : "Choose"}
              data={(connections.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
              {...form.getInputProps("recipient.id")}
              error={form.errors["recipient.id"] ?? form.errors.recipient}
            />
            <TextInput
              label="Path below it"
              placeholder="api/contacts/new"
              flex={1}
              spellCheck={false}
              {...form.getInputProps("recipient.path")}
            />
          </>
        )}
      </Group>
      {recipient.kind === "url" && hasUserinfo(recipient.url) && (
        <Text size="xs" c="dimmed">
          The user name and password are taken out of this URL: saving sets up a connection named after the host that
          keeps them sealed.
        </Text>
      )}
      {(recipient.kind === "url" ? looksUnencrypted(recipient.url) : looksUnencrypted(chosen?.base_url ?? "")) && (
        <Text size="xs" c="dimmed">
          Sent unencrypted: everybody on the way can read the messages and their secrets. Use https:// where the
          receiver has it.
        </Text>
      )}
      {recipient.kind === "url" && typedUrl(recipient.url) !== recipient.url.trim() && (
        <Text size="xs" c="dimmed">
          Sent to <span className="mono">{typedUrl(recipient.url)}</span>: without a scheme it is https.
        </Text>
      )}
      {recipient.kind === "connection" && chosen && (
        <Text size="xs" c="dimmed" className="clip">
          {chosen.base_url.replace(/\/+$/, "")}/{recipient.path.replace(/^\/+/, "")}
          {chosen.paused ? " (this connection is paused: messages are held)" : ""}
        </Text>
      )}
    </Stack>
  );
}
