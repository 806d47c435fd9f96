/** The way of an authorization, with where it is. */
import type { AuthorizationPhase } from "../../bindings";
import classes from "./authorization.module.css";

type Step = { phase: AuthorizationPhase; word: string };

const STEPS: Step[] = [
  { phase: "waiting", word: "In the browser" },
  { phase: "received", word: "Answer received" },
  { phase: "exchanging", word: "Asking for the token" },
  { phase: "done", word: "Authorized" },
];

export function AuthorizationSteps({ phase, person }: { phase: AuthorizationPhase; person: boolean }) {
  const steps = person ? STEPS : STEPS.slice(2);
  const at = steps.findIndex((step) => step.phase === phase);
  const state = (index: number) => {
    if (phase === "done" || index < at) return "past";
    return index === at ? "now" : "ahead";
  };
  return (
    <ol className={classes.steps} aria-label="Steps">
      {steps.map((step, index) => (
        <li
          key={step.phase}
          className={classes.step}
          data-state={state(index)}
          aria-current={index === at ? "step" : undefined}
        >
          {step.word}
        </li>
      ))}
    </ol>
  );
}
