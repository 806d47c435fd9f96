/** What became of a test event, and what a person can do about it. */
import type { AttemptRow, MessageStory } from "../../bindings";
import { classWord, reasonSentence } from "../../words";

/** `consent`, `address`, `secret`: what can be mended in the wizard; `key`: the key of the secrets must be opened. */
export type Fix = "consent" | "address" | "secret" | "key";

export type Verdict = {
  tone: "wait" | "good" | "bad";
  title: string;
  /** What to do next; empty where there is nothing to do. */
  next: string;
  fix?: Fix;
};

export function verdict({ message, attempts }: MessageStory): Verdict {
  const last = attempts.at(-1);
  switch (message.state) {
    case "queued":
    case "sending":
      return { tone: "wait", title: "Sending …", next: "" };
    case "delivered":
      return { tone: "good", title: `Delivered. The receiver answered ${last?.status ?? "with success"}.`, next: "" };
    case "held":
      return held(message.reason);
    case "skipped":
      return { tone: "bad", title: "Skipped: the subscription is switched off.", next: "Switch it on and send again." };
    case "discarded":
      return { tone: "bad", title: "Discarded by hand.", next: "Send another test event." };
    case "retrying":
    case "rejected":
      return last
        ? failed(last)
        : { tone: "bad", title: `Rejected: ${reasonSentence(message.reason ?? "")}.`, next: "" };
  }
}

function held(reason: string | null): Verdict {
  if (reason === "consent") {
    return {
      tone: "bad",
      title: "Held: the address is private or on this machine.",
      next: "If this receiver is yours, allow it; the message goes out at once.",
      fix: "consent",
    };
  }
  if (reason === "credential") {
    return {
      tone: "bad",
      title: "Held: the secret cannot be opened.",
      next: "Open the key of your secrets.",
      fix: "key",
    };
  }
  return { tone: "bad", title: `Held: ${reasonSentence(reason ?? "")}.`, next: "It goes out as soon as that ends." };
}

function failed(attempt: AttemptRow): Verdict {
  const { status } = attempt;
  return status === null ? unanswered(attempt) : answered(status, attempt);
}

function unanswered(attempt: AttemptRow): Verdict {
  const title = attempt.class ? `No answer: ${classWord[attempt.class]}.` : "No answer.";
  const bad = (next: string, fix?: Fix): Verdict => ({ tone: "bad", title, next, ...(fix ? { fix } : {}) });
  switch (attempt.class) {
    case "dns":
      return bad("Check the spelling of the host in the address.", "address");
    case "connect":
    case "timeout_connect":
      return bad("Check that the receiver runs, and that host and port are right.", "address");
    case "tls":
      return bad("The receiver's certificate is not accepted: check the host's name, or ask its operator.", "address");
    case "address_blocked":
      return bad("This address is not allowed without consent.", "consent");
    case "timeout_send":
    case "timeout_head":
    case "timeout_body":
      return bad("The receiver is slow. It may have the event; look there before you send again.");
    default:
      return bad("Look into the receiver's log; it may or may not have the event.");
  }
}

function answered(status: number, attempt: AttemptRow): Verdict {
  const title = `The receiver answered ${status}.`;
  const bad = (next: string, fix?: Fix): Verdict => ({ tone: "bad", title, next, ...(fix ? { fix } : {}) });
  if (status < 400) {
    const location = attempt.response_headers.find(([name]) => name.toLowerCase() === "location")?.[1];
    const to = location ? ` It points to ${location}.` : "";
    return bad(`Redirects are never followed.${to} Give the final address.`, "address");
  }
  if (status === 401 || status === 403)
    return bad("It does not accept the signature or credential: compare the secret.", "secret");
  if (status === 404 || status === 405 || status === 410)
    return bad("It knows no such address: check the path.", "address");
  if (status === 429) return bad("It asks to slow down; the next try waits as long as it asked.");
  if (status < 500) return bad("It does not like this event: its answer below says why.");
  return bad("The receiver itself fails: its operator's log says why. Hookdesk keeps trying.");
}
