/** A plain checkbox: a grid has many of them, and they must cost little. */
import { useEffect, useRef } from "react";
import classes from "./grid.module.css";

interface CheckProps {
  label: string;
  checked: boolean;
  indeterminate?: boolean;
  /** Told whether Shift was held. */
  onToggle: (shift: boolean) => void;
}

export function Check({ label, checked, indeterminate = false, onToggle }: CheckProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <span className={classes.check} role="gridcell">
      <input
        ref={input}
        type="checkbox"
        aria-label={label}
        checked={checked}
        tabIndex={-1}
        // The click says whether Shift was held; React only wants to hear that changes are looked after.
        onChange={() => {}}
        onClick={(event) => onToggle(event.shiftKey)}
      />
    </span>
  );
}
