import { expect, it } from "vitest";
import type { AttemptRow, MessageRow, MessageStory } from "../../bindings";
import { verdict } from "./verdict";

function story(message: Partial<MessageRow>, attempt?: Partial<AttemptRow>): MessageStory {
  return {
    message: { state: "rejected", reason: null, ...message },
    attempts: attempt ? [{ status: null, class: null, response_headers: [], ...attempt }] : [],
  } as unknown as MessageStory;
}

it("waits while it is on its way", () => {
  expect(verdict(story({ state: "queued" })).tone).toBe("wait");
  expect(verdict(story({ state: "sending" })).tone).toBe("wait");
});

it("says with what it was delivered", () => {
  expect(verdict(story({ state: "delivered" }, { status: 202 }))).toMatchObject({
    tone: "good",
    title: expect.stringContaining("202"),
  });
});

it("offers the mend that fits", () => {
  const fixes = [
    [story({ state: "held", reason: "consent" }), "consent"],
    [story({ state: "held", reason: "credential" }), "key"],
    [story({ state: "retrying" }, { class: "dns" }), "address"],
    [story({ state: "retrying" }, { class: "connect" }), "address"],
    [story({}, { status: 401 }), "secret"],
    [story({}, { status: 404 }), "address"],
    [story({}, { status: 302 }), "address"],
    [story({}, { status: 422 }), undefined],
    [story({ state: "retrying" }, { status: 503 }), undefined],
  ] as const;
  for (const [told, fix] of fixes) {
    const { tone, fix: offered, next } = verdict(told);
    expect([tone, offered]).toEqual(["bad", fix]);
    expect(next).not.toBe("");
  }
});

it("names where a redirect points", () => {
  const told = verdict(story({}, { status: 301, response_headers: [["Location", "https://new.example.com/"]] }));
  expect(told.next).toContain("https://new.example.com/");
});
