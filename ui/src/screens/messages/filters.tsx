/** The filters over the message grid. */
import { Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Dot } from "../../parts/badge";
import { Choice, FilterBar, FilterButton, SearchBox, TimeRange } from "../../parts/filters";
import { useCommand } from "../../query";
import { plural, STATES, stateWord } from "../../words";
import { isNarrowed, type MessageSearch } from "./search";

interface MessageFiltersProps {
  search: MessageSearch;
  onChange: (change: Partial<MessageSearch>) => void;
  /** Events whose text cannot be found yet. */
  unindexed: number;
}

const NOTHING: Partial<MessageSearch> = {
  states: undefined,
  subscriptions: undefined,
  hooks: undefined,
  from: undefined,
  to: undefined,
  status: undefined,
  q: undefined,
};

export function MessageFilters({ search, onChange, unindexed }: MessageFiltersProps) {
  const subscriptions = useCommand("subscriptions.list", {}).data ?? [];
  const hooks = useCommand("hooks.list", {}).data ?? [];
  return (
    <FilterBar onClear={isNarrowed(search) ? () => onChange(NOTHING) : undefined}>
      <SearchBox
        label="Search payloads"
        placeholder="Search payloads or an id  ( / )"
        value={search.q}
        onSearch={(q) => onChange({ q })}
        width={250}
      />
      {(search.tab ?? "all") === "all" && (
        <Choice
          label="State"
          items={STATES.map((state) => ({ value: state, word: stateWord[state], left: <Dot tone={state} /> }))}
          value={search.states}
          onChange={(states) => onChange({ states })}
        />
      )}
      <Choice
        label="Subscription"
        items={subscriptions.map((entry) => ({ value: entry.id, word: entry.label || entry.url }))}
        value={search.subscriptions}
        onChange={(chosen) => onChange({ subscriptions: chosen })}
      />
      <Choice
        label="Hook"
        items={hooks.map((hook) => ({ value: hook.name, word: hook.name }))}
        value={search.hooks}
        onChange={(chosen) => onChange({ hooks: chosen })}
      />
      <TimeRange label="Time" from={search.from} to={search.to} onRange={(from, to) => onChange({ from, to })} />
      <AnswerFilter value={search.status} onChange={(status) => onChange({ status })} />
      {search.q && unindexed > 0 && (
        <Text size="xs" c="dimmed" role="status">
          {plural(unindexed, "new event")} cannot be searched yet; the list completes itself.
        </Text>
      )}
    </FilterBar>
  );
}

const USUAL: Array<[string, string]> = [
  ["2xx", "2xx success"],
  ["3xx", "3xx redirect"],
  ["4xx", "4xx refused"],
  ["5xx", "5xx server error"],
  ["none", "No answer"],
];

/** The last answer: a class, one status, or none at all. */
function AnswerFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  const isStatus = /^[1-5]\d\d$/.test(typed);
  const choose = (chosen: string) => {
    onChange(chosen);
    setTyped("");
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <FilterButton
          label="Last answer"
          value={value === undefined ? null : value === "none" ? "no answer" : value}
          onClick={() => setOpened((before) => !before)}
          onClear={() => onChange(undefined)}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={2}>
          {USUAL.map(([status, word]) => (
            <Button
              key={status}
              variant={value === status ? "light" : "subtle"}
              justify="flex-start"
              onClick={() => choose(status)}
            >
              {word}
            </Button>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (isStatus) choose(typed);
            }}
          >
            <Group gap={6} mt={6} align="flex-end" wrap="nowrap">
              <TextInput
                label="One status"
                placeholder="404"
                w={90}
                inputMode="numeric"
                value={typed}
                error={typed.length === 3 && !isStatus}
                onChange={(event) => setTyped(event.currentTarget.value.replace(/\D/g, "").slice(0, 3))}
              />
              <Button type="submit" variant="default" disabled={!isStatus}>
                Filter
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
