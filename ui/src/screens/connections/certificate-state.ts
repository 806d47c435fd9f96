/** How it stands with a server's certificate, in a word. */
import type { Certificate, CertificateView, Connection } from "../../bindings";
import type { Tone } from "../../parts/badge";
import { plural } from "../../words";
import { usesTls } from "./tls-form";

export type CertificateState = { tone: Tone; word: string };

const STATES: Record<string, CertificateState> = {
  good: { tone: "delivered", word: "Good" },
  ends_soon: { tone: "retrying", word: "Ends soon" },
  expired: { tone: "rejected", word: "Expired" },
  refused: { tone: "rejected", word: "Refused" },
};

export function certificateState({ base_url, certificate }: Connection): CertificateState {
  if (!usesTls(base_url)) return { tone: "retrying", word: "Not encrypted" };
  if (certificate === null) return { tone: "skipped", word: "Not seen yet" };
  return STATES[certificate.state] ?? { tone: "none", word: certificate.state };
}

/** "12 days left", "ended today", "ended 3 days ago". */
export function daysText(days: number): string {
  if (days > 0) return `${plural(days, "day")} left`;
  if (days === 0) return "ends today";
  return `ended ${plural(-days, "day")} ago`;
}

/** Whether it is the connection's own certificate that ends first. */
export function clientEndsFirst({ chain, client }: CertificateView): boolean {
  const [leaf] = chain;
  return client !== null && (leaf === undefined || new Date(client.not_after) < new Date(leaf.not_after));
}

/** What a person reads of `CN=R11, O=…`: the common name, or else the whole. */
export function commonName(name: string): string {
  return /(?:^|,\s*)CN=([^,]+)/.exec(name)?.[1] ?? name;
}

/** An instant is past. */
export const hasEnded = ({ not_after }: Certificate, now: Date) => new Date(not_after) <= now;
