/** Status as a word and a coloured dot, never as colour alone. */
import type { ReactNode } from "react";
import type { EventRouting, MessageState } from "../bindings";
import { routingMeaning, routingWord, stateMeaning, stateWord } from "../words";
import classes from "./badge.module.css";

export type Tone = MessageState | "none";

export function Dot({ tone }: { tone: Tone }) {
  return <span className={classes.dot} data-tone={tone} aria-hidden="true" />;
}

export function Badge({ tone, children, hint }: { tone: Tone; children: ReactNode; hint?: string }) {
  // A grid shows hundreds of them: the browser's own hint costs nothing.
  return (
    <span className={classes.badge} title={hint}>
      <Dot tone={tone} />
      <span>{children}</span>
    </span>
  );
}

export function StatusBadge({ state }: { state: MessageState }) {
  return (
    <Badge tone={state} hint={stateMeaning[state]}>
      {stateWord[state]}
    </Badge>
  );
}

const routingTone: Record<EventRouting, Tone> = {
  matched: "delivered",
  no_subscription: "skipped",
  unmatched: "retrying",
};

export function RoutingBadge({ routing }: { routing: EventRouting }) {
  return (
    <Badge tone={routingTone[routing]} hint={routingMeaning[routing]}>
      {routingWord[routing]}
    </Badge>
  );
}

/** On or off. */
export function OnBadge({ on, onWord = "On", offWord = "Off" }: { on: boolean; onWord?: string; offWord?: string }) {
  return <Badge tone={on ? "delivered" : "skipped"}>{on ? onWord : offWord}</Badge>;
}
