import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { Icon } from "../icon";
import type { FormPart } from "./form-part";
import type { HeaderLine } from "./rules";

/** Fixed headers, one line each; faults stand at the line they are about. */
export function HeadersField({
  form,
  path = "headers",
  lines,
}: {
  form: FormPart;
  path?: string;
  lines: HeaderLine[];
}) {
  return (
    <Stack gap={6} role="group" aria-label="Fixed headers">
      <div>
        <Input.Label size="xs" component="div">
          Fixed headers
        </Input.Label>
        <Input.Description size="xs">
          Sent with every request. Content-Type, ids and signatures are added by Hookdesk.
        </Input.Description>
      </div>
      {lines.map((_, index) => (
        // A line has no identity of its own; its place is what the form and the faults know it by.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Group key={index} gap={6} align="flex-start" wrap="nowrap">
          <TextInput
            aria-label={`Header ${index + 1} name`}
            placeholder="X-Shop"
            w="40%"
            spellCheck={false}
            {...form.getInputProps(`${path}.${index}.name`)}
          />
          <TextInput
            aria-label={`Header ${index + 1} value`}
            placeholder="main"
            flex={1}
            spellCheck={false}
            {...form.getInputProps(`${path}.${index}.value`)}
          />
          <ActionIcon
            color="gray"
            mt={3}
            aria-label={`Remove header ${index + 1}`}
            onClick={() => form.removeListItem(path, index)}
          >
            <Icon name="close" />
          </ActionIcon>
        </Group>
      ))}
      {form.errors[path] && (
        <Text size="xs" c="red" role="alert">
          {form.errors[path]}
        </Text>
      )}
      <div>
        <Button variant="default" size="compact-xs" onClick={() => form.insertListItem(path, { name: "", value: "" })}>
          Add header
        </Button>
      </div>
    </Stack>
  );
}
