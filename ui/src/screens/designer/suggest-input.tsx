/** A text field that offers what can be written next. */
import { Combobox, TextInput, type TextInputProps, useCombobox } from "@mantine/core";
import { useMemo, useRef } from "react";
import type { Suggestion } from "./complete";
import classes from "./designer.module.css";
import { droppedPath } from "./drag";

type Props = Omit<TextInputProps, "value" | "onChange"> & {
  value: string;
  onChange: (value: string) => void;
  suggest: (typed: string) => Suggestion[];
  /** Takes a path that is dropped on it in place of what it holds. */
  takesPaths?: boolean;
};

export function SuggestInput({ value, onChange, suggest, takesPaths, ...rest }: Props) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const input = useRef<HTMLInputElement>(null);
  const open = combobox.dropdownOpened;
  const offered = useMemo(() => (open ? suggest(value) : []), [open, suggest, value]);
  const take = (text: string) => {
    const more = offered.find((one) => one.value === text)?.more;
    onChange(text);
    if (more) combobox.resetSelectedOption();
    else combobox.closeDropdown();
    requestAnimationFrame(() => input.current?.setSelectionRange(text.length, text.length));
  };
  return (
    <Combobox store={combobox} onOptionSubmit={take} withinPortal position="bottom-start" width="max-content">
      <Combobox.Target>
        <TextInput
          ref={input}
          spellCheck={false}
          autoComplete="off"
          {...rest}
          value={value}
          title={rest.title ?? (value === "" ? undefined : value)}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={(event) => {
            combobox.closeDropdown();
            rest.onBlur?.(event);
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape" && combobox.dropdownOpened) {
              combobox.closeDropdown();
              event.stopPropagation();
            }
            // Enter takes what is offered; it must not send the form it stands in.
            if (event.key === "Enter") event.preventDefault();
            rest.onKeyDown?.(event);
          }}
          onDragOver={takesPaths ? (event) => event.preventDefault() : undefined}
          onDrop={
            takesPaths
              ? (event) => {
                  const path = droppedPath(event);
                  if (path !== null) onChange(path);
                }
              : undefined
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0} className={classes.dropdown}>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }}>
          {offered.map((one) => (
            <Combobox.Option key={one.value} value={one.value} className={classes.option}>
              <span className="mono">{one.value}</span>
              <span className={classes.optionAbout}>{one.about}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
