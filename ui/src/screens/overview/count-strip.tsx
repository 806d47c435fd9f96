/** The counts per state, each leading to its messages. */
import { Link } from "@tanstack/react-router";
import type { Counts, MessageState } from "../../bindings";
import { Dot } from "../../parts/badge";
import { useCommand } from "../../query";
import { compactCount, fullCount, STATES, stateMeaning, stateWord } from "../../words";
import type { MessageSearch } from "../messages/search";
import classes from "./overview.module.css";

/** Where a state is looked at: its own tab, or All with the state chosen. */
export function searchFor(state: MessageState): MessageSearch {
  if (state === "retrying" || state === "rejected" || state === "delivered") return { tab: state };
  return { tab: "all", states: [state] };
}

export function CountStrip({ counts: first }: { counts: Counts }) {
  // The pushed counts are newer than the overview they came with.
  const counts = useCommand("counts.get", {}).data ?? first;
  return (
    <ul className={classes.strip} aria-label="Messages by state">
      {STATES.map((state) => (
        <li key={state}>
          <Link
            to="/messages"
            search={searchFor(state)}
            className={classes.count}
            title={`${fullCount(counts[state])}. ${stateMeaning[state]}`}
          >
            <span className={classes.number} data-none={counts[state] === 0 || undefined}>
              {compactCount(counts[state])}
            </span>
            <span className={classes.word}>
              <Dot tone={state} /> {stateWord[state]}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
