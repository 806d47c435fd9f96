import { describe, expect, it } from "vitest";
import type { AttemptRow, MessageStory } from "../../bindings";
import { story } from "../../testing/fixture/messages";
import { NOW, world } from "../../testing/render";
import { phases } from "./phases";
import { plannedRetries } from "./planned";
import { attemptPhrase, stateSentence } from "./sentence";

const now = new Date(NOW);
const made = world("many", 3000);

/** A story of a message in a state, changed as a test needs it. */
function storyOf(state: string, change: Partial<MessageStory["message"]> = {}): MessageStory {
  const row = made.messages.find((entry) => entry.state === state);
  if (!row) throw new Error(`no ${state} message in the fixture`);
  return story(made, { ...row, ...change });
}

const failed = (over: Partial<AttemptRow>) => ({ ...(storyOf("rejected").attempts[0] as AttemptRow), ...over });

describe("where a message stands, in a sentence", () => {
  it("counts down to the next attempt, then says it is due", () => {
    const due = (ms: number) => stateSentence(storyOf("retrying", { due_at: new Date(NOW + ms).toISOString() }), now);
    expect(due(65_000)).toMatch(/ The next attempt is due in 1 min 5 s\.$/);
    expect(due(-1)).toMatch(/ The next attempt is due now\.$/);
  });

  it("gives the reason in words, and a person's own words as they are", () => {
    expect(stateSentence(storyOf("held", { reason: "connection_paused" }), now)).toBe(
      "Waits, because the connection is paused. No attempt is counted meanwhile.",
    );
    expect(stateSentence(storyOf("discarded", { reason: "<b>Doubled</b>" }), now)).toBe("By hand: <b>Doubled</b>");
    expect(stateSentence(storyOf("rejected", { reason: "gone" }), now)).toMatch(
      /^Needs you, because the receiver says the address is gone \(410\)\./,
    );
  });

  it("tells not sent, refused and unknown apart", () => {
    expect(attemptPhrase(failed({ truth: "not_sent", class: "dns", status: null }))).toBe(
      "not sent (name did not resolve)",
    );
    expect(attemptPhrase(failed({ truth: "refused", class: null, status: 422 }))).toBe("refused with 422");
    expect(attemptPhrase(failed({ truth: "unknown", class: "timeout_head", status: null }))).toBe(
      "unknown: may have arrived (timed out waiting for the answer)",
    );
    expect(attemptPhrase(failed({ result: "delivered", truth: null, status: 204 }))).toBe("delivered with 204");
  });
});

describe("planned retries", () => {
  const retrying = (triggers: AttemptRow["trigger"][]): MessageStory => {
    const base = storyOf("retrying", { due_at: now.toISOString(), attempts: triggers.length });
    return {
      ...base,
      delays_ms: [1000, 4000, 9000],
      attempts: triggers.map((trigger, at) => failed({ trigger, number: at + 1 })),
    };
  };

  it("adds the delays that are left to the time that is due", () => {
    expect(plannedRetries(retrying(["first"])).map((plan) => [plan.number, plan.at.getTime() - NOW])).toEqual([
      [3, 4000],
      [4, 13_000],
    ]);
  });

  it("does not count tries by hand, and ends with the policy", () => {
    expect(plannedRetries(retrying(["first", "manual_retry"]))).toHaveLength(2);
    expect(plannedRetries(retrying(["first", "automatic_retry", "automatic_retry"]))).toEqual([]);
    expect(plannedRetries(storyOf("rejected"))).toEqual([]);
  });
});

describe("phases", () => {
  it("gives each phase its own length, and leaves out what was not needed", () => {
    const all = { dns_us: 100, connect_us: 300, tls_us: 600, head_us: 1000, total_us: 1500 };
    expect(phases(all).map(({ name, us }) => [name, us])).toEqual([
      ["dns", 100],
      ["connect", 200],
      ["tls", 300],
      ["head", 400],
      ["body", 500],
    ]);
    const reused = { dns_us: null, connect_us: null, tls_us: null, head_us: 900, total_us: 1000 };
    expect(phases(reused).map(({ name, us }) => [name, us])).toEqual([
      ["head", 900],
      ["body", 100],
    ]);
  });

  it("calls what was left when it failed by its name", () => {
    const broken = { dns_us: 50, connect_us: null, tls_us: null, head_us: null, total_us: 80 };
    expect(phases(broken).map(({ name, us }) => [name, us])).toEqual([
      ["dns", 50],
      ["failed", 30],
    ]);
  });
});
