/** One row of an editor, and under it what is said about it. */
import type { KeyboardEvent, ReactNode } from "react";
import classes from "./designer.module.css";
import { Said, type SaidAll } from "./said";

type Props = {
  label: string;
  place: string;
  said: SaidAll;
  /** Switched off: what it would say does not matter. */
  off: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
};

export function EditorRow({ label, place, said, off, onKeyDown, children }: Props) {
  return (
    <div className={classes.row} data-off={off || undefined} role="group" aria-label={label} onKeyDown={onKeyDown}>
      {children}
      <Said place={place} said={said} quiet={off} />
    </div>
  );
}
