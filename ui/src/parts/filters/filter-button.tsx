/** A filter as a small button: its name, and what it is set to. */
import { CloseButton } from "@mantine/core";
import type { ComponentPropsWithRef } from "react";
import { Icon } from "../icon";
import classes from "./filters.module.css";

interface FilterButtonProps extends Omit<ComponentPropsWithRef<"button">, "value"> {
  label: string;
  value: string | null;
  onClear: () => void;
}

export function FilterButton({ label, value, onClear, ...rest }: FilterButtonProps) {
  return (
    <span className={classes.filter} data-set={value !== null || undefined}>
      <button {...rest} type="button" className={classes.button} aria-label={value ? `${label}: ${value}` : label}>
        <span className={classes.label}>{label}</span>
        {value !== null && <span className={classes.value}>{value}</span>}
        {value === null && <Icon name="down" size={11} />}
      </button>
      {value !== null && <CloseButton size="xs" aria-label={`Clear ${label}`} onClick={onClear} />}
    </span>
  );
}
