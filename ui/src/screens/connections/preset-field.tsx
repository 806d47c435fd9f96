/** Starts from a known system: fills in what is known, and says what is missing. */
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { ConnectionPreset } from "../../bindings";
import { show } from "../../parts/form/use-save";
import { useCommand } from "../../query";
import type { ConnectionValues } from "./connection-form";
import { stillMissing, withPreset } from "./presets";

type Props = { values: ConnectionValues; onChange: (values: ConnectionValues) => void };

export function PresetField({ values, onChange }: Props) {
  const presets = useCommand("connections.presets", {});
  const [chosen, setChosen] = useState<ConnectionPreset | null>(null);
  // Without presets everything can be filled in by hand.
  if (presets.isError || presets.data?.length === 0) return null;
  const choose = (key: string | null) => {
    const preset = presets.data?.find((one) => one.key === key) ?? null;
    setChosen(preset);
    if (preset) onChange(withPreset(values, preset, chosen));
  };
  return (
    <Stack gap={6}>
      <Select
        label="Known system"
        description="Fills in what is known of it. Everything can be changed afterwards."
        placeholder="None of them: I fill it in myself"
        data={(presets.data ?? []).map(({ key, name }) => ({ value: key, label: name }))}
        value={chosen?.key ?? null}
        onChange={choose}
        clearable
        maxDropdownHeight={340}
      />
      {chosen && <Rest preset={chosen} values={values} />}
    </Stack>
  );
}

function Rest({ preset, values }: { preset: ConnectionPreset; values: ConnectionValues }) {
  const missing = stillMissing(values, preset.asks);
  return (
    <Stack gap={4} role="status" aria-label="About this system">
      <Text size="xs">{preset.about}</Text>
      {missing.length === 0 ? (
        <Text size="xs" c="dimmed">
          All it needs is filled in.
        </Text>
      ) : (
        <Group gap={4}>
          <Text size="xs" c="dimmed">
            Still to fill in:
          </Text>
          {missing.map(({ path, label }) => (
            <Button key={path} variant="default" size="compact-xs" onClick={() => show(path)}>
              {label}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  );
}
