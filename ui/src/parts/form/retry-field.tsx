import { Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { DurationInput } from "./duration-input";
import type { FormPart } from "./form-part";
import { RETRY_KINDS, type RetryForm, type RetryKind, toPolicy } from "./retry";
import { RetryTimeline } from "./retry-timeline";

const STEP: Partial<Record<RetryKind, string>> = {
  fixed: "Delay",
  linear: "Step",
  quadratic: "Step",
  exponential: "First delay",
};

/** The retry policy: a preset or one's own, with the timeline it comes to. */
export function RetryField({ form, path = "retry", value }: { form: FormPart; path?: string; value: RetryForm }) {
  const kind = RETRY_KINDS.find((one) => one.value === value.kind);
  const step = STEP[value.kind];
  return (
    <Stack gap="xs">
      <Select
        label="Retry policy"
        description={kind?.says}
        data={RETRY_KINDS.map(({ value, label }) => ({ value, label }))}
        allowDeselect={false}
        {...form.getInputProps(`${path}.kind`)}
        error={form.errors[`${path}.kind`] ?? form.errors[path]}
      />
      {step && (
        <Group gap="xs" align="flex-start" grow>
          <DurationInput label={step} {...form.getInputProps(`${path}.step_ms`)} />
          {value.kind !== "fixed" && <DurationInput label="Longest delay" {...form.getInputProps(`${path}.cap_ms`)} />}
          <NumberInput
            label="Retries"
            min={1}
            max={100}
            allowDecimal={false}
            {...form.getInputProps(`${path}.retries`)}
          />
        </Group>
      )}
      {value.kind === "custom" && (
        <TextInput
          label="Delays"
          description="One after the other, with commas: 5 s, 1 min, 2 h. A bare number is seconds."
          spellCheck={false}
          {...form.getInputProps(`${path}.delays`)}
        />
      )}
      <RetryTimeline policy={toPolicy(value)} />
    </Stack>
  );
}
