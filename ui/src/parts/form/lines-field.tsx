import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon } from "../icon";
import type { FormPart } from "./form-part";
import type { HeaderLine } from "./rules";

type Props = {
  form: FormPart;
  path: string;
  lines: HeaderLine[];
  label: string;
  description: ReactNode;
  /** What one of them is called: "header". */
  noun: string;
  /** An example of a name and of a value. */
  example: [string, string];
};

/** Names with their values, one line each; faults stand at the line they are about. */
export function LinesField({ form, path, lines, label, description, noun, example }: Props) {
  const begun = noun.charAt(0).toUpperCase() + noun.slice(1);
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <div>
        <Input.Label size="xs" component="div">
          {label}
        </Input.Label>
        <Input.Description size="xs">{description}</Input.Description>
      </div>
      {lines.map((_, index) => (
        // A line has no identity of its own; its place is what the form and the faults know it by.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Group key={index} gap={6} align="flex-start" wrap="nowrap">
          <TextInput
            aria-label={`${begun} ${index + 1} name`}
            placeholder={example[0]}
            w="40%"
            spellCheck={false}
            {...form.getInputProps(`${path}.${index}.name`)}
          />
          <TextInput
            aria-label={`${begun} ${index + 1} value`}
            placeholder={example[1]}
            flex={1}
            spellCheck={false}
            {...form.getInputProps(`${path}.${index}.value`)}
          />
          <ActionIcon
            color="gray"
            mt={3}
            aria-label={`Remove ${noun} ${index + 1}`}
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
          Add {noun}
        </Button>
      </div>
    </Stack>
  );
}
