/** Where a message stands, in one sentence. */
import type { AttemptRow, MessageStory } from "../../bindings";
import { distance } from "../../parts/time-text";
import { classWord, reasonSentence, truthWord } from "../../words";

/** What came of an attempt, as part of a sentence: `refused with 503`, `not sent (name did not resolve)`. */
export function attemptPhrase(attempt: AttemptRow): string {
  if (attempt.result === "delivered") return `delivered with ${attempt.status ?? "success"}`;
  const truth = attempt.truth ? truthWord[attempt.truth] : "failed";
  if (attempt.status !== null) return `${truth} with ${attempt.status}`;
  return attempt.class ? `${truth} (${classWord[attempt.class]})` : truth;
}

export function stateSentence(story: MessageStory, now: Date): string {
  const { message, attempts } = story;
  const last = attempts.at(-1);
  const reason = message.reason ? reasonSentence(message.reason) : null;
  const lastSentence = last ? ` Attempt ${last.number} was ${attemptPhrase(last)}.` : "";
  switch (message.state) {
    case "queued":
      return last ? `Sent back to the queue.${lastSentence}` : "Waiting for its first attempt.";
    case "sending":
      return "An attempt is running now.";
    case "retrying": {
      const due =
        message.due_at === null
          ? ""
          : new Date(message.due_at) <= now
            ? " The next attempt is due now."
            : ` The next attempt is due ${distance(message.due_at, now)}.`;
      return `${lastSentence.trim()}${due}`.trim();
    }
    case "held":
      return `Waits, because ${reason ?? "of something outside the retry policy"}. No attempt is counted meanwhile.`;
    case "delivered":
      return last ? `On attempt ${last.number}${last.status ? `, with ${last.status}` : ""}.` : "The receiver took it.";
    case "rejected":
      return `Needs you, because ${reason ?? "trying again does not help"}.${lastSentence}`;
    case "discarded":
      return reason ? `By hand: ${reason}` : "By hand.";
    case "skipped":
      return `Not sent, because ${reason ?? "of the configuration when the event came"}.`;
  }
}
