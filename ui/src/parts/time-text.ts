/** Times and spans as text: local for reading, UTC for comparing with logs. */

const two = (value: number) => String(value).padStart(2, "0");

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Local date and time as short as it is clear: `14:03:09` today, `20 Nov 14:03:09` this year, else with the year. */
export function localTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  if (at.toDateString() === now.toDateString()) return time;
  const day = `${at.getDate()} ${MONTHS[at.getMonth()]}`;
  return at.getFullYear() === now.getFullYear() ? `${day} ${time}` : `${day} ${at.getFullYear()} ${time}`;
}

/** UTC with milliseconds, `2026-11-20 14:03:09.120 UTC`. */
export function utcTime(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().replace("T", " ").replace("Z", "")} UTC`;
}

const UNITS: Array<[number, string]> = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** A span in its two largest units: `2 h 5 min`, `35 s`, `120 ms`. */
export function span(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  let rest = whole;
  const parts: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/** A span of microseconds, as precise as it is useful: `340 µs`, `12.4 ms`, `3.21 s`. */
export function micros(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${(us / 1000).toFixed(us < 100_000 ? 1 : 0)} ms`;
  return `${(us / 1_000_000).toFixed(2)} s`;
}

/** How far away an instant is: `in 35 s`, `2 h 5 min ago`, `now`. */
export function distance(iso: string, now: Date): string {
  const ms = new Date(iso).getTime() - now.getTime();
  if (Number.isNaN(ms)) return iso;
  if (Math.abs(ms) < 1000) return "now";
  return ms > 0 ? `in ${span(Math.ceil(ms / 1000) * 1000)}` : `${span(-ms)} ago`;
}

/** The same in one unit, rounded, for what is some time away: `in 43 min`, `2 h ago`. */
export function roughDistance(iso: string, now: Date): string {
  const ms = new Date(iso).getTime() - now.getTime();
  if (Number.isNaN(ms)) return iso;
  // Another clock may be a little ahead.
  if (Math.abs(ms) < 1000) return "now";
  const [size, name] = UNITS.find(([unit]) => Math.abs(ms) >= 2 * unit) ?? [1000, "s"];
  const text = `${Math.round(Math.abs(ms) / size)} ${name}`;
  return ms > 0 ? `in ${text}` : `${text} ago`;
}

/** Bytes for people: `812 B`, `1.2 KB`, `4.6 MB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(2)} GB`;
}
