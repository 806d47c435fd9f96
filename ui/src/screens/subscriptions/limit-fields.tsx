/** How long and how fast. */
import { Checkbox, Group, NumberInput, Stack } from "@mantine/core";
import { DurationInput } from "../../parts/form/duration-input";
import type { FormPart } from "../../parts/form/form-part";
import type { SubscriptionValues } from "./subscription-form";

export function LimitFields({ form, values }: { form: FormPart; values: SubscriptionValues }) {
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-start" grow>
        <DurationInput
          label="Deadline"
          description="Over the whole exchange, 1 s to 2 min."
          {...form.getInputProps("timeout_ms")}
        />
        <NumberInput
          label="Requests at once"
          description="1 to 256."
          min={1}
          max={256}
          allowDecimal={false}
          {...form.getInputProps("concurrency")}
        />
      </Group>
      <Checkbox
        label="No more than so many requests in a span of time"
        {...form.getInputProps("rate.on", { type: "checkbox" })}
      />
      {values.rate.on && (
        <Group gap="xs" align="flex-start" grow>
          <NumberInput label="Requests" min={1} allowDecimal={false} {...form.getInputProps("rate.count")} />
          <DurationInput label="In" placeholder="1 s" {...form.getInputProps("rate.per_ms")} />
        </Group>
      )}
    </Stack>
  );
}
