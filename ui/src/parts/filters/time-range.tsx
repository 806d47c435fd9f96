/** A span of time: some usual ones, or from and to by hand. */
import { Button, Group, Popover, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { localTime } from "../time-text";
import { FilterButton } from "./filter-button";

const HOUR = 3_600_000;
const USUAL: Array<[string, number]> = [
  ["Last 15 minutes", HOUR / 4],
  ["Last hour", HOUR],
  ["Last 24 hours", 24 * HOUR],
  ["Last 7 days", 7 * 24 * HOUR],
  ["Last 30 days", 30 * 24 * HOUR],
];

interface TimeRangeProps {
  label: string;
  from: string | undefined;
  to: string | undefined;
  onRange: (from: string | undefined, to: string | undefined) => void;
}

/** An instant as a `datetime-local` field has it: local, without a zone. */
export function toLocalField(iso: string | undefined): string {
  if (!iso) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromLocalField(value: string): string | undefined {
  const at = new Date(value);
  return value === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function rangeWord(from: string | undefined, to: string | undefined): string | null {
  const now = new Date();
  if (from && to) return `${localTime(from, now)} – ${localTime(to, now)}`;
  if (from) return `since ${localTime(from, now)}`;
  if (to) return `before ${localTime(to, now)}`;
  return null;
}

export function TimeRange({ label, from, to, onRange }: TimeRangeProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <FilterButton
          label={label}
          value={rangeWord(from, to)}
          onClick={() => setOpened((before) => !before)}
          onClear={() => onRange(undefined, undefined)}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <Group align="flex-start" gap="md" wrap="nowrap">
          <Stack gap={2}>
            {USUAL.map(([word, length]) => (
              <Button
                key={word}
                variant="subtle"
                justify="flex-start"
                onClick={() => {
                  onRange(new Date(Date.now() - length).toISOString(), undefined);
                  setOpened(false);
                }}
              >
                {word}
              </Button>
            ))}
          </Stack>
          <Stack gap="xs">
            <TextInput
              type="datetime-local"
              label="From"
              value={toLocalField(from)}
              max={toLocalField(to) || undefined}
              onChange={(event) => onRange(fromLocalField(event.currentTarget.value), to)}
            />
            <TextInput
              type="datetime-local"
              label="Before"
              value={toLocalField(to)}
              min={toLocalField(from) || undefined}
              onChange={(event) => onRange(from, fromLocalField(event.currentTarget.value))}
            />
          </Stack>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
