/** The server's keys that are accepted, and no other. */
import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import type { CertificateView } from "../../bindings";
import type { FormPart } from "../../parts/form/form-part";
import { Icon } from "../../parts/icon";
import { MOST_PINS } from "./tls-form";

type Props = {
  form: FormPart;
  pins: string[];
  /** The certificate this connection saw last at the address that is being given. */
  seen: CertificateView | null;
};

export function PinsField({ form, pins, seen }: Props) {
  const now = seen?.chain[0]?.pin;
  const plain = pins.map((pin) => pin.trim());
  const add = (pin: string) => form.insertListItem("tls.pins", pin);
  return (
    <Stack gap={6} role="group" aria-label="Pinned keys">
      <div>
        <Input.Label size="xs" component="div">
          Pinned keys
        </Input.Label>
        <Input.Description size="xs">
          Nothing is sent to a server with any other key, whoever vouches for it. A pin comes on top of the usual checks
          and takes the place of none.
        </Input.Description>
      </div>
      {pins.map((pin, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what the form and the faults know it by
        <Group key={index} gap={6} align="flex-start" wrap="nowrap">
          <TextInput
            aria-label={`Pin ${index + 1}`}
            placeholder="sha256/…"
            flex={1}
            spellCheck={false}
            classNames={{ input: "mono" }}
            description={now !== undefined && pin.trim() === now ? "The key seen now." : undefined}
            inputWrapperOrder={["input", "description", "error"]}
            {...form.getInputProps(`tls.pins.${index}`)}
          />
          <ActionIcon
            color="gray"
            mt={3}
            aria-label={`Remove pin ${index + 1}`}
            onClick={() => form.removeListItem("tls.pins", index)}
          >
            <Icon name="close" />
          </ActionIcon>
        </Group>
      ))}
      {form.errors["tls.pins"] && (
        <Text size="xs" c="red" role="alert">
          {form.errors["tls.pins"]}
        </Text>
      )}
      {pins.length === 1 && (
        <Text size="xs" role="note">
          With one pin alone sending stops on the day the server changes its key. Add the pin of its next key, which its
          operator keeps ready, before that day.
        </Text>
      )}
      {now !== undefined && plain.length > 0 && !plain.includes(now) && (
        <Text size="xs" role="note">
          The key seen now is none of them: once saved, nothing is sent until the server shows one of these.
        </Text>
      )}
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-xs"
          disabled={now === undefined || plain.includes(now) || pins.length >= MOST_PINS}
          onClick={() => now !== undefined && add(now)}
        >
          Use the key seen now
        </Button>
        <Button variant="default" size="compact-xs" disabled={pins.length >= MOST_PINS} onClick={() => add("")}>
          Add pin
        </Button>
        {now === undefined && (
          <Text size="xs" c="dimmed">
            Save, then look at the certificate: its key can be taken from there.
          </Text>
        )}
      </Group>
    </Stack>
  );
}
