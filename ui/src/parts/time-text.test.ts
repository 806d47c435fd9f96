import { describe, expect, it } from "vitest";
import { compactCount, plural } from "../words";
import { byteSize, distance, localTime, micros, roughDistance, span, utcTime } from "./time-text";

const now = new Date(2026, 10, 20, 14, 0, 0);
const at = (...parts: [number, number, number, number, number, number]) => new Date(...parts).toISOString();

describe("times", () => {
  it("names the day only where it is another one, and the year likewise", () => {
    expect(localTime(at(2026, 10, 20, 9, 5, 7), now)).toBe("09:05:07");
    expect(localTime(at(2026, 10, 19, 23, 59, 59), now)).toBe("19 Nov 23:59:59");
    expect(localTime(at(2025, 0, 2, 3, 4, 5), now)).toBe("2 Jan 2025 03:04:05");
  });

  it("gives UTC to the millisecond", () => {
    expect(utcTime("2026-11-20T14:03:09.120+02:00")).toBe("2026-11-20 12:03:09.120 UTC");
  });

  it("rounds what is some time away", () => {
    const away = (seconds: number) => roughDistance(new Date(now.getTime() + seconds * 1000).toISOString(), now);
    expect([2579, 110, 30, 0.4, -0.4, -1020, -9000, 172_800].map(away)).toEqual([
      "in 43 min",
      "in 110 s",
      "in 30 s",
      "now",
      "now",
      "17 min ago",
      "3 h ago",
      "in 2 d",
    ]);
    expect(roughDistance("soon", now)).toBe("soon");
  });

  it("shows what is no time as it is", () => {
    expect(localTime("soon", now)).toBe("soon");
    expect(utcTime("soon")).toBe("soon");
    expect(distance("soon", now)).toBe("soon");
  });

  it("gives spans in their two largest units", () => {
    expect([0, 999, 1000, 65_000, 3_600_000, 7_505_000, 90_000_000].map(span)).toEqual([
      "0 ms",
      "999 ms",
      "1 s",
      "1 min 5 s",
      "1 h",
      "2 h 5 min",
      "1 d 1 h",
    ]);
  });

  it("counts down without ever showing too little", () => {
    const in2400ms = new Date(now.getTime() + 2400).toISOString();
    expect(distance(in2400ms, now)).toBe("in 3 s");
    expect(distance(now.toISOString(), now)).toBe("now");
    expect(distance(new Date(now.getTime() - 60_000).toISOString(), now)).toBe("1 min ago");
  });

  it("is as precise about short spans as is useful", () => {
    expect([340, 12_400, 340_000, 3_210_000].map(micros)).toEqual(["340 µs", "12.4 ms", "340 ms", "3.21 s"]);
  });
});

describe("numbers", () => {
  it("shortens counts without rounding up", () => {
    expect([0, 9999, 12_399, 999_999, 1_250_000].map((count) => compactCount(count))).toEqual([
      "0",
      "9,999",
      "12.3k",
      "999.9k",
      "1.2M",
    ]);
  });

  it("gives sizes and plurals", () => {
    expect([812, 1229, 5 * 1024 * 1024].map(byteSize)).toEqual(["812 B", "1.2 KB", "5.0 MB"]);
    expect([plural(1, "message"), plural(2000, "message")]).toEqual(["1 message", "2,000 messages"]);
  });
});
