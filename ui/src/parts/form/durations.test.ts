import { expect, it } from "vitest";
import { parseDelays, parseDuration, toText, waitText } from "./durations";

it.each([
  ["5", 5000],
  ["0.5", 500],
  ["250 ms", 250],
  ["5 min", 300_000],
  ["1h 30m", 5_400_000],
  ["2 days", 172_800_000],
  [" 10S ", 10_000],
])("reads %s", (text, ms) => expect(parseDuration(text)).toBe(ms));

it.each(["", "five", "5 parsecs", "-3 s", "1e3", "5 s later"])("does not read %j", (text) =>
  expect(parseDuration(text)).toBeNull(),
);

it("writes what it reads back as the same", () => {
  for (const ms of [1, 999, 1000, 90_000, 3_600_000, 86_400_000, 86_400_001])
    expect(parseDuration(toText(ms))).toBe(ms);
});

it("reads a list and says which part is none", () => {
  expect(parseDelays("5 s, 1 min, 2")).toEqual({ delays: [5000, 60_000, 2000] });
  expect(parseDelays("1, 2, ")).toEqual({ delays: [1000, 2000] });
  expect(parseDelays("1, soon, 3")).toEqual({ bad: 1 });
  expect(parseDelays("1,, 3")).toEqual({ bad: 1 });
});

it("shows fractions of seconds where they matter", () => {
  expect([waitText(1500), waitText(90_000), waitText(500)]).toEqual(["1.5 s", "1 min 30 s", "500 ms"]);
});
