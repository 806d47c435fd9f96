/** Milliseconds as people write them, both ways. */
import { span } from "../time-text";

const UNITS = [
  { ms: 86_400_000, short: "d", words: ["d", "day", "days"] },
  { ms: 3_600_000, short: "h", words: ["h", "hour", "hours"] },
  { ms: 60_000, short: "min", words: ["m", "min", "mins", "minute", "minutes"] },
  { ms: 1000, short: "s", words: ["", "s", "sec", "secs", "second", "seconds"] },
  { ms: 1, short: "ms", words: ["ms", "millisecond", "milliseconds"] },
] as const;

/** A wait as a person reads it: `1.5 s`, `1 min 30 s`, `2 h`. */
export function waitText(ms: number): string {
  return ms >= 1000 && ms < 60_000 ? `${Math.round(ms / 10) / 100} s` : span(ms);
}

/** The text a field starts with: exact, in the largest unit that leaves no rest. */
export function toText(ms: number): string {
  const unit = UNITS.find((candidate) => ms >= candidate.ms && ms % candidate.ms === 0) ?? UNITS[4];
  return `${ms / unit.ms} ${unit.short}`;
}

/** `5 min`, `1h 30m`, `0.5` (seconds) → milliseconds, or null where it is no duration. */
export function parseDuration(text: string): number | null {
  const clean = text.trim().toLowerCase();
  if (clean === "") return null;
  let total = 0;
  let rest = clean;
  while (rest !== "") {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)\s*/.exec(rest);
    if (!match) return null;
    const unit = UNITS.find(({ words }) => (words as readonly string[]).includes(match[2] ?? ""));
    if (!unit) return null;
    total += Number(match[1]) * unit.ms;
    rest = rest.slice(match[0].length);
  }
  return Math.ceil(total);
}

/** `5 s, 30 s, 5 min` → milliseconds; the index of the first part that is none where it cannot be read. */
export function parseDelays(text: string): { delays: number[] } | { bad: number } {
  const parts = text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part, index, all) => part !== "" || index < all.length - 1);
  const delays: number[] = [];
  for (const [index, part] of parts.entries()) {
    const ms = parseDuration(part);
    if (ms === null) return { bad: index };
    delays.push(ms);
  }
  return { delays };
}
