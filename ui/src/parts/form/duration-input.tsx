import { TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { parseDuration, toText } from "./durations";

type Props = Omit<TextInputProps, "value" | "onChange" | "defaultValue"> & {
  /** Milliseconds; null while what is typed is no duration. */
  value?: number | null;
  onChange?: (ms: number | null) => void;
};

/** A time such as `30 s`, `5 min` or `1h 30m`; a bare number is seconds. */
export function DurationInput({ value = null, onChange, ...rest }: Props) {
  const [text, setText] = useState(() => (value === null ? "" : toText(value)));
  // What is typed stays as typed; only a value from elsewhere replaces it.
  useEffect(() => {
    setText((typed) => (value === null || parseDuration(typed) === value ? typed : toText(value)));
  }, [value]);
  return (
    <TextInput
      {...rest}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange?.(parseDuration(event.currentTarget.value));
      }}
      onBlur={(event) => {
        const ms = parseDuration(text);
        if (ms !== null) setText(toText(ms));
        rest.onBlur?.(event);
      }}
    />
  );
}
