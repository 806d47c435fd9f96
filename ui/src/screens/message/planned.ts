/** The attempts the retry policy still has, should each of them fail. */
import type { AttemptRow, MessageStory } from "../../bindings";

export interface PlannedRetry {
  number: number;
  at: Date;
}

const byHand = (attempt: AttemptRow) => ["manual_retry", "bulk_retry", "edited_resend"].includes(attempt.trigger);

/** What follows the attempt that is due; times are the earliest, since jitter and slow answers only add to them. */
export function plannedRetries({ message, attempts, delays_ms }: MessageStory): PlannedRetry[] {
  if (message.state !== "retrying" || message.due_at === null) return [];
  // The n-th failure under the policy waits the n-th delay; tries by hand do not count.
  const failures = attempts.filter((attempt) => !byHand(attempt)).length;
  let at = new Date(message.due_at).getTime();
  return delays_ms.slice(failures).map((delay, index) => {
    at += delay;
    return { number: message.attempts + 2 + index, at: new Date(at) };
  });
}
