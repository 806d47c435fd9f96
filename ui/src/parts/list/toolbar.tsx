/** The line above a configuration grid: search, the screen's own filters, how many are shown. */
import { Group, Text, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { isTaken } from "../../shell/keys";
import { plural } from "../../words";
import { Icon } from "../icon";
import classes from "./toolbar.module.css";
import type { ConfigList } from "./use-config-list";

type Props<T> = { list: ConfigList<T>; noun: string; children?: ReactNode };

export function Toolbar<T>({ list, noun, children }: Props<T>) {
  const { address, change, source, total } = list;
  return (
    <div className={classes.bar}>
      <Group gap="xs" wrap="nowrap">
        <SearchBox value={address.q ?? ""} onChange={(q) => change({ q })} label={`Search ${noun}s`} />
        {children}
      </Group>
      <Text size="xs" c="dimmed">
        {source.count === total ? plural(total, noun) : `${source.count} of ${plural(total, noun)}`}
      </Text>
    </div>
  );
}

function SearchBox({ value, onChange, label }: { value: string; onChange: (q: string) => void; label: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  // The address may change under it: by a link, or by going back.
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTaken(event)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <TextInput
      ref={input}
      aria-label={label}
      placeholder="Search ( / )"
      leftSection={<Icon name="search" size={13} />}
      w={260}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") input.current?.blur();
      }}
    />
  );
}
