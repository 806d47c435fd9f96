/** The phases of an attempt as a bar, with the same in words. */
import type { Timings } from "../../bindings";
import { micros } from "../../parts/time-text";
import classes from "./message.module.css";
import { phases } from "./phases";

export function PhaseBar({ timings }: { timings: Timings }) {
  const list = phases(timings);
  const total = Math.max(1, timings.total_us);
  return (
    <div>
      <div className={classes.bar} aria-hidden="true">
        {list.map((phase) => (
          <span
            key={phase.name}
            data-phase={phase.name}
            style={{ width: `${Math.max(0.5, (100 * phase.us) / total)}%` }}
          />
        ))}
      </div>
      <ul className={classes.legend} aria-label="Where the time went">
        {list.map((phase) => (
          <li key={phase.name}>
            <i data-phase={phase.name} aria-hidden="true" />
            {phase.word} {micros(phase.us)}
          </li>
        ))}
        <li>Together {micros(timings.total_us)}</li>
      </ul>
    </div>
  );
}
