/** Free text search: asks once typing pauses; `/` goes to it. */
import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { isTaken } from "../../shell/keys";
import { Icon } from "../icon";

interface SearchBoxProps {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onSearch: (value: string | undefined) => void;
  width?: number;
}

export function SearchBox({ label, placeholder, value, onSearch, width = 230 }: SearchBoxProps) {
  const [typed, setTyped] = useState(value ?? "");
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(value ?? "");
  const send = useDebouncedCallback((text: string) => {
    sent.current = text;
    onSearch(text.trim() === "" ? undefined : text);
  }, 250);

  // The address changed by other means, such as "Clear filters" or Back.
  useEffect(() => {
    if ((value ?? "") === sent.current.trim()) return;
    sent.current = value ?? "";
    setTyped(value ?? "");
  }, [value]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTaken(event)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const change = (text: string) => {
    setTyped(text);
    send(text);
  };

  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={placeholder ?? `${label}  ( / )`}
      value={typed}
      w={width}
      leftSection={<Icon name="search" size={13} />}
      rightSection={typed !== "" && <CloseButton size="xs" aria-label="Clear the search" onClick={() => change("")} />}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") send.flush();
        if (event.key !== "Escape") return;
        if (typed !== "") change("");
        else event.currentTarget.blur();
        event.stopPropagation();
      }}
    />
  );
}
