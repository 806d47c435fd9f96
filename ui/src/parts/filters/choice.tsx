/** A filter that chooses one or several of a list, with a search where the list is long. */
import { Checkbox, Popover, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { FilterButton } from "./filter-button";

export interface ChoiceItem<V> {
  value: V;
  word: string;
  left?: ReactNode;
}

interface ChoiceProps<V> {
  label: string;
  items: ReadonlyArray<ChoiceItem<V>>;
  value: readonly V[] | undefined;
  onChange: (value: V[] | undefined) => void;
}

const LONG = 8;

export function Choice<V extends string | number>({ label, items, value = [], onChange }: ChoiceProps<V>) {
  const [opened, setOpened] = useState(false);
  const [looked, setLooked] = useState("");
  const chosen = items.filter((item) => value.includes(item.value)).map((item) => item.word);
  // What is chosen may no longer exist; it is shown as it is, so that it can be cleared.
  const unknown = value.filter((entry) => !items.some((item) => item.value === entry)).map(String);
  const words = [...chosen, ...unknown];
  const shown = items.filter((item) => item.word.toLowerCase().includes(looked.trim().toLowerCase()));

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <FilterButton
          label={label}
          value={words.length === 0 ? null : words.length > 2 ? `${words.length} chosen` : words.join(", ")}
          onClick={() => setOpened((before) => !before)}
          onClear={() => onChange(undefined)}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {items.length > LONG && (
            <TextInput
              aria-label={`Find in ${label}`}
              placeholder="Find"
              value={looked}
              onChange={(event) => setLooked(event.currentTarget.value)}
            />
          )}
          {items.length === 0 && <Text c="dimmed">There is nothing to choose yet.</Text>}
          <ScrollArea.Autosize mah={280} type="auto">
            <Stack gap={7} role="group" aria-label={label}>
              {shown.map((item) => (
                <Checkbox
                  key={item.value}
                  label={
                    <>
                      {item.left} {item.word}
                    </>
                  }
                  checked={value.includes(item.value)}
                  onChange={(event) => {
                    const next = event.currentTarget.checked
                      ? [...value, item.value]
                      : value.filter((entry) => entry !== item.value);
                    onChange(next.length > 0 ? next : undefined);
                  }}
                />
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
