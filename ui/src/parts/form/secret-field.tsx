import { Button, Group, Input, NumberInput, PasswordInput, Stack, Text } from "@mantine/core";
import { Beside } from "./beside";
import type { FormPart } from "./form-part";
import type { SecretForm } from "./secrets";

type Props = {
  form: FormPart;
  path: string;
  label: string;
  description?: string;
  value: SecretForm;
  /** Whether one is stored already. */
  stored: boolean;
  /** Makes a fresh one; left out where the other side gives it. */
  generate?: () => string;
  /** Whether the key before it may keep signing alongside. */
  rotates?: boolean;
};

/** A secret: what is stored is never shown; it can only be replaced or removed. */
export function SecretField({ form, path, label, description, value, stored, generate, rotates }: Props) {
  const change = (next: Partial<SecretForm>) => {
    form.setFieldValue(path, { ...value, ...next } as never);
    form.clearFieldError(`${path}.text`);
  };
  if (stored && value.change !== "set")
    return <StoredSecret {...{ label, value, change }} error={form.errors[`${path}.text`]} />;
  const { error, ...input } = form.getInputProps(`${path}.text`);
  return (
    <Stack gap={6}>
      <Beside
        label={label}
        description={description}
        error={error}
        field={(props) => <PasswordInput flex={1} autoComplete="off" spellCheck={false} {...input} {...props} />}
      >
        {generate && (
          <Button variant="default" onClick={() => change({ text: generate() })}>
            Make one
          </Button>
        )}
        {stored && (
          <Button variant="subtle" color="gray" onClick={() => change({ change: "keep", text: "" })}>
            Keep the stored one
          </Button>
        )}
      </Beside>
      <Text size="xs" c="dimmed">
        {generate && value.text !== ""
          ? "Copy it to the receiver now: once saved it is sealed and never shown again."
          : "Sealed in the data file when saved; never shown again."}
      </Text>
      {stored && rotates && (
        <NumberInput
          label="Hours the old key keeps signing too"
          description="Gives the receiver time to change over. 0 ends it at once."
          w={280}
          min={0}
          max={720}
          allowDecimal={false}
          {...form.getInputProps(`${path}.keep_old_hours`)}
        />
      )}
    </Stack>
  );
}

/** One that is there already: it can be replaced or removed. */
export function StoredSecret(props: {
  label: string;
  value: SecretForm;
  change: (next: Partial<SecretForm>) => void;
  error: React.ReactNode;
}) {
  const { label, value, change, error } = props;
  const removing = value.change === "remove";
  return (
    <Stack gap={4} role="group" aria-label={label}>
      <Input.Label size="xs" component="div">
        {label}
      </Input.Label>
      <Group gap="xs">
        <Text size="sm" c={removing ? "red" : "dimmed"}>
          {removing ? "Will be removed when you save." : "Stored, never shown."}
        </Text>
        {removing ? (
          <Button variant="default" size="compact-xs" onClick={() => change({ change: "keep" })}>
            Keep it
          </Button>
        ) : (
          <>
            <Button variant="default" size="compact-xs" onClick={() => change({ change: "set", text: "" })}>
              Replace
            </Button>
            <Button variant="subtle" color="red" size="compact-xs" onClick={() => change({ change: "remove" })}>
              Remove
            </Button>
          </>
        )}
      </Group>
      {error && (
        <Text size="xs" c="red" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}
