import { expect, it } from "vitest";
import { difference } from "./code";

it("changes only what differs", () => {
  const apply = (before: string, after: string) => {
    const change = difference(before, after);
    return change === null ? before : before.slice(0, change.from) + change.insert + before.slice(change.to);
  };
  expect(difference("abc", "abc")).toBeNull();
  expect(difference("a-1-z", "a-22-z")).toEqual({ from: 2, to: 3, insert: "22" });
  for (const [before, after] of [
    ["aaa", "aa"],
    ["aa", "aaa"],
    ["", "x"],
    ["x", ""],
    ["abab", "ababab"],
  ] as const)
    expect(apply(before, after)).toBe(after);
});
