import { expect, it } from "vitest";
import type { RetryPolicy } from "../../bindings";
import { retryProblems, toPolicy, toRetryForm } from "./retry";

const POLICIES: RetryPolicy[] = [
  { kind: "standard" },
  { kind: "classic" },
  { kind: "fixed", delay_ms: 30_000, retries: 3 },
  { kind: "linear", step_ms: 1000, cap_ms: 60_000, retries: 5 },
  { kind: "quadratic", step_ms: 1000, cap_ms: 60_000, retries: 8 },
  { kind: "exponential", first_ms: 500, cap_ms: 3_600_000, retries: 12 },
  { kind: "custom", delays_ms: [1000, 90_000, 7_200_000] },
];

it.each(POLICIES)("opens and saves $kind unchanged", (policy) => expect(toPolicy(toRetryForm(policy))).toEqual(policy));

it("keeps what was typed when the kind is changed and changed back", () => {
  const form = toRetryForm({ kind: "fixed", delay_ms: 7000, retries: 4 });
  const there = { ...form, kind: "exponential" as const };
  expect(toPolicy({ ...there, kind: "fixed" })).toEqual({ kind: "fixed", delay_ms: 7000, retries: 4 });
});

it("names the field that is wrong, and gives no policy", () => {
  const form = toRetryForm({ kind: "linear", step_ms: 1000, cap_ms: 60_000, retries: 5 });
  for (const [change, field] of [
    [{ step_ms: null }, "step_ms"],
    [{ cap_ms: 31 * 86_400_000 }, "cap_ms"],
    [{ retries: 0 }, "retries"],
    [{ retries: 101 }, "retries"],
    [{ retries: "" }, "retries"],
  ] as const) {
    expect(Object.keys(retryProblems({ ...form, ...change }))).toEqual([field]);
    expect(toPolicy({ ...form, ...change })).toBeNull();
  }
});

it("says which delay of a list is wrong", () => {
  const form = toRetryForm({ kind: "custom", delays_ms: [1000] });
  expect(retryProblems({ ...form, delays: "1, x" }).delays).toContain("Delay 2");
  expect(retryProblems({ ...form, delays: "1, 31 d" }).delays).toContain("Delay 2 is over 30 days");
  expect(retryProblems({ ...form, delays: "" }).delays).toContain("1 to 100");
});
