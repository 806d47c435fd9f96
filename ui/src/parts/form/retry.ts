/** A retry policy as the form holds it: one set of fields for every kind, so that changing the kind loses nothing. */
import { z } from "zod";
import type { RetryPolicy } from "../../bindings";
import { parseDelays, toText } from "./durations";

const MAX_RETRIES = 100;
const MAX_DELAY_MS = 30 * 86_400_000;

export type RetryKind = RetryPolicy["kind"];

export type RetryForm = {
  kind: RetryKind;
  /** Fixed delay, linear and quadratic step, or the first exponential delay, in milliseconds. */
  step_ms: number | null;
  /** Longest single delay, in milliseconds. */
  cap_ms: number | null;
  retries: number | string;
  /** A custom list, as typed. */
  delays: string;
};

export const RETRY_KINDS: { value: RetryKind; label: string; says: string }[] = [
  { value: "standard", label: "Standard (over 3 days)", says: "5 s, 30 s, 5 min, then further and further apart." },
  { value: "classic", label: "Aligent classic (under 1 minute)", says: "After 1, 4, 9, 16 and 25 seconds, exactly." },
  { value: "fixed", label: "Same delay each time", says: "The same wait before every retry." },
  { value: "linear", label: "Linear", says: "The step, then twice, then three times the step …" },
  { value: "quadratic", label: "Quadratic", says: "The step, then 4 times, then 9 times the step …" },
  { value: "exponential", label: "Exponential", says: "The first delay, doubled before each further retry." },
  { value: "custom", label: "A list of my own", says: "Exactly these delays, in this order." },
];

const START: RetryForm = {
  kind: "standard",
  step_ms: 60_000,
  cap_ms: 3_600_000,
  retries: 10,
  delays: "5 s, 1 min, 10 min, 1 h",
};

/** Opens a stored policy for editing. */
export function toRetryForm(policy: RetryPolicy): RetryForm {
  switch (policy.kind) {
    case "standard":
    case "classic":
      return { ...START, kind: policy.kind };
    case "fixed":
      return { ...START, kind: "fixed", step_ms: policy.delay_ms, retries: policy.retries };
    case "linear":
    case "quadratic":
      return { ...START, kind: policy.kind, step_ms: policy.step_ms, cap_ms: policy.cap_ms, retries: policy.retries };
    case "exponential":
      return {
        ...START,
        kind: "exponential",
        step_ms: policy.first_ms,
        cap_ms: policy.cap_ms,
        retries: policy.retries,
      };
    case "custom":
      return { ...START, kind: "custom", delays: policy.delays_ms.map(toText).join(", ") };
  }
}

/** What is wrong, by field; empty where it is a policy. */
export function retryProblems(form: RetryForm): Partial<Record<keyof RetryForm, string>> {
  if (form.kind === "standard" || form.kind === "classic") return {};
  if (form.kind === "custom") return customProblems(form.delays);
  const problems: Partial<Record<keyof RetryForm, string>> = {};
  const delay = (ms: number | null) => {
    if (ms === null) return "Give a time such as 30 s, 5 min or 2 h.";
    return ms > MAX_DELAY_MS ? "At most 30 days." : undefined;
  };
  const step = delay(form.step_ms);
  const cap = form.kind === "fixed" ? undefined : delay(form.cap_ms);
  if (step) problems.step_ms = step;
  if (cap) problems.cap_ms = cap;
  const { retries } = form;
  if (typeof retries !== "number" || !Number.isInteger(retries) || retries < 1 || retries > MAX_RETRIES) {
    problems.retries = `A whole number from 1 to ${MAX_RETRIES}.`;
  }
  return problems;
}

function customProblems(text: string): Partial<Record<keyof RetryForm, string>> {
  const parsed = parseDelays(text);
  if ("bad" in parsed) return { delays: `Delay ${parsed.bad + 1} is not a time such as 30 s, 5 min or 2 h.` };
  const { delays } = parsed;
  if (delays.length === 0 || delays.length > MAX_RETRIES) return { delays: `Give 1 to ${MAX_RETRIES} delays.` };
  const long = delays.findIndex((ms) => ms > MAX_DELAY_MS);
  return long < 0 ? {} : { delays: `Delay ${long + 1} is over 30 days.` };
}

/** The policy, or null while something is wrong. */
export function toPolicy(form: RetryForm): RetryPolicy | null {
  if (Object.keys(retryProblems(form)).length > 0) return null;
  const retries = Number(form.retries);
  const step = form.step_ms ?? 0;
  const cap = form.cap_ms ?? 0;
  switch (form.kind) {
    case "standard":
    case "classic":
      return { kind: form.kind };
    case "fixed":
      return { kind: "fixed", delay_ms: step, retries };
    case "linear":
    case "quadratic":
      return { kind: form.kind, step_ms: step, cap_ms: cap, retries };
    case "exponential":
      return { kind: "exponential", first_ms: step, cap_ms: cap, retries };
    case "custom": {
      const parsed = parseDelays(form.delays);
      return { kind: "custom", delays_ms: "delays" in parsed ? parsed.delays : [] };
    }
  }
}

export const retrySchema = z.custom<RetryForm>().superRefine((form, context) => {
  for (const [field, message] of Object.entries(retryProblems(form))) {
    context.addIssue({ code: "custom", path: [field], message });
  }
});
