/** What the engine says about a row, under it. */
import type { ContentNote, Fault } from "../../bindings";
import { remark } from "../../words";
import { about } from "./content";
import classes from "./designer.module.css";

export interface SaidAll {
  faults: readonly Fault[];
  notes: readonly ContentNote[];
}

export function Said({ place, said, quiet }: { place: string; said: SaidAll; quiet?: boolean }) {
  const faults = about(said.faults, place);
  const notes = quiet ? [] : about(said.notes, place);
  if (faults.length + notes.length === 0) return null;
  return (
    <div className={classes.said}>
      {faults.map((fault) => (
        <div key={fault.code + fault.message} className={classes.saidFault} role="alert">
          {remark(fault.message)} <span className="dim">{fault.next}</span>
        </div>
      ))}
      {notes.map((note) => (
        <div key={note.message} className={classes.saidNote} data-level={note.level}>
          {remark(note.message)}
        </div>
      ))}
    </div>
  );
}

/** Whether a fault names exactly this input. */
export const isWrong = (said: SaidAll, place: string): boolean => said.faults.some((fault) => fault.field === place);
