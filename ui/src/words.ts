/** The words people read for the engine's stable texts. One table; screens never spell them out. */
import type {
  AttemptResult,
  Counts,
  EventRouting,
  EventSource,
  FailureTruth,
  MessageState,
  OAuthGrant,
  PayloadBinding,
  TransportClass,
  Trigger,
} from "./bindings";

export const STATES = [
  "queued",
  "sending",
  "retrying",
  "held",
  "delivered",
  "rejected",
  "discarded",
  "skipped",
] as const satisfies readonly MessageState[];

export const stateWord: Record<MessageState, string> = {
  queued: "Queued",
  sending: "Sending",
  retrying: "Retrying",
  held: "Held",
  delivered: "Delivered",
  rejected: "Rejected",
  discarded: "Discarded",
  skipped: "Skipped",
};

export const stateMeaning: Record<MessageState, string> = {
  queued: "Waiting for its first attempt, or sent back by hand.",
  sending: "An attempt is running now.",
  retrying: "The last attempt failed; the next one is due at a known time.",
  held: "Waiting for something outside the retry policy. No attempt is counted.",
  delivered: "The receiver took it.",
  rejected: "Needs you: retry it, edit and resend it, or discard it.",
  discarded: "Given up by hand, with a reason.",
  skipped: "Not sent, because its subscription was switched off when the event came.",
};

/** What is believed of this computer's network. */
export const networkWord: Record<string, string> = {
  online: "Online",
  offline: "Offline",
  captive_portal: "Sign-in page",
  resuming: "Just woken up",
};

const reasons: Record<string, string> = {
  consent: "its address is private or on this machine, and nobody has consented yet",
  subscription_off: "the subscription is switched off",
  connection_paused: "the connection is paused",
  credential: "a credential must be entered or unlocked first",
  authorization: "its connection must be authorized first; it goes out by itself afterwards",
  offline: "this computer was offline; it goes out by itself when the network is back",
  captive_portal: "a sign-in page of the network answered in the receiver's place; it goes out by itself afterwards",
  exhausted: "the retry policy has no attempts left",
  refused: "the receiver's answer says that trying again will not help",
  redirect: "the receiver answered with a redirect, which is never followed",
  gone: "the receiver says the address is gone (410)",
  manual_failed: "an attempt made by hand failed",
  misconfigured: "the request could not be built; the configuration is broken",
  subscription_deleted: "its subscription was deleted",
};

const shortReasons: Record<string, string> = {
  consent: "needs consent",
  subscription_off: "subscription off",
  connection_paused: "connection paused",
  credential: "credential missing",
  authorization: "needs authorization",
  offline: "offline",
  captive_portal: "sign-in page",
  exhausted: "retries used up",
  refused: "refused",
  redirect: "redirect",
  gone: "gone (410)",
  manual_failed: "manual try failed",
  misconfigured: "misconfigured",
  subscription_deleted: "subscription deleted",
};

/** Why a message stands where it does, as part of a sentence; a person's own words stay as they are. */
export function reasonSentence(reason: string): string {
  return reasons[reason] ?? reason;
}

/** The same for a narrow column. */
export function reasonWord(reason: string): string {
  return shortReasons[reason] ?? reason;
}

export const truthWord: Record<FailureTruth, string> = {
  not_sent: "not sent",
  refused: "refused",
  unknown: "unknown: may have arrived",
};

export const truthMeaning: Record<FailureTruth, string> = {
  not_sent: "No byte of the request left this machine.",
  refused: "The receiver answered, with something other than success.",
  unknown: "The request went out and no complete answer came: the receiver may or may not have it.",
};

export const classWord: Record<TransportClass, string> = {
  dns: "name did not resolve",
  connect: "connection refused or host unreachable",
  tls: "TLS failed",
  timeout_connect: "timed out while connecting",
  timeout_send: "timed out while sending",
  timeout_head: "timed out waiting for the answer",
  timeout_body: "timed out reading the answer",
  reset: "connection broken",
  protocol: "answer is not HTTP",
  body_too_large: "answer too large",
  interrupted: "Hookdesk stopped meanwhile",
  address_blocked: "address not allowed without consent",
};

export const classShort: Record<TransportClass, string> = {
  dns: "DNS",
  connect: "connect",
  tls: "TLS",
  timeout_connect: "timeout (connect)",
  timeout_send: "timeout (send)",
  timeout_head: "timeout (answer)",
  timeout_body: "timeout (body)",
  reset: "reset",
  protocol: "not HTTP",
  body_too_large: "too large",
  interrupted: "interrupted",
  address_blocked: "blocked",
};

export const triggerWord: Record<Trigger, string> = {
  first: "First try",
  automatic_retry: "Automatic retry",
  manual_retry: "Retried by hand",
  bulk_retry: "Retried in bulk",
  edited_resend: "Edited and resent",
  replay: "Event replayed",
};

export const resultWord: Record<AttemptResult, string> = { delivered: "Delivered", failed: "Failed" };

export const sourceWord: Record<EventSource, string> = {
  api: "API",
  cli: "Command line",
  import: "Import",
  window: "This window",
  sample: "Sample data",
  replay: "Replay",
};

export const routingWord: Record<EventRouting, string> = {
  matched: "Matched",
  no_subscription: "No subscription",
  unmatched: "Unmatched",
};

export const routingMeaning: Record<EventRouting, string> = {
  matched: "A hook has this name, and it has subscriptions.",
  no_subscription: "A hook has this name, but nobody subscribes to it.",
  unmatched: "No hook has this name. The event is kept; add the hook and replay it.",
};

export const bindingWord: Record<PayloadBinding, string> = { snapshot: "Snapshot", rebuild: "Rebuild" };

/** A text of the engine as a sentence: it writes them so that they also stand inside others. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** The same where a text may begin with a path or a name, which stays as it is written. */
export function remark(text: string): string {
  const [first = ""] = text.split(" ", 1);
  const whole = sentence(text);
  return /[._[{]./.test(first) ? text.charAt(0) + whole.slice(1) : whole;
}

/** A count for a narrow place: 9,999 · 12.3k · 1.2M; `from` is the first count that is shortened. */
export function compactCount(count: number, from = 10_000): string {
  if (count < from) return count.toLocaleString("en-US");
  if (count < 1_000_000) return `${(Math.floor(count / 100) / 10).toLocaleString("en-US")}k`;
  return `${(Math.floor(count / 100_000) / 10).toLocaleString("en-US")}M`;
}

/** A full count, with separators. */
export function fullCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** "1 message", "2,000 messages". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${fullCount(count)} ${count === 1 ? one : many}`;
}

export type CountKey = keyof Counts;

/** What an unauthorized connection costs. */
export function heldText({ count, more }: { count: number; more: boolean }): string {
  if (count === 0) return "no message is held yet.";
  return `${more ? "more than " : ""}${plural(count, "message is", "messages are")} held.`;
}

export const grantWord: Record<OAuthGrant, string> = {
  client_credentials: "Client credentials",
  authorization_code: "A person in the browser",
  custom: "A token endpoint of its own",
};
