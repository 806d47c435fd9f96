/** Where the time of an attempt went, phase by phase. */
import type { Timings } from "../../bindings";

export interface Phase {
  name: string;
  word: string;
  us: number;
}

/** From "ends since the start" to a length per phase; a phase that was not reached or not needed is left out. */
export function phases(timings: Timings): Phase[] {
  const ends: Array<[string, string, number | null]> = [
    ["dns", "Name", timings.dns_us],
    ["connect", "Connect", timings.connect_us],
    ["tls", "TLS", timings.tls_us],
    ["head", "Waiting for the answer", timings.head_us],
    timings.head_us === null
      ? ["failed", "Until it failed", timings.total_us]
      : ["body", "Reading the answer", timings.total_us],
  ];
  const found: Phase[] = [];
  let before = 0;
  for (const [name, word, end] of ends) {
    if (end === null) continue;
    found.push({ name, word, us: Math.max(0, end - before) });
    before = Math.max(before, end);
  }
  return found;
}
