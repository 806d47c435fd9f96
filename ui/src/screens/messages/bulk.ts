/** Retries or discards many messages in steps, so that it can be watched and stopped. */
import type { BulkStep, Plan, Selection } from "../../bindings";
import type { Host } from "../../host/host";

export type BulkKind = "retry" | "discard";

export interface BulkJob {
  kind: BulkKind;
  target: { ids: string[] } | { filter: NonNullable<Selection["filter"]>; plan: Plan };
  /** Why, for discarding. */
  reason: string;
}

export interface BulkProgress {
  changed: number;
  left: number;
}

const IDS_AT_ONCE = 200;

/** Runs the job; what came later than its plan is not touched. Stops between steps when the signal says so. */
export async function runBulk(
  host: Host,
  job: BulkJob,
  signal: AbortSignal,
  onProgress: (progress: BulkProgress) => void,
): Promise<BulkProgress> {
  const done: BulkProgress = { changed: 0, left: 0 };
  for (let selection = firstStep(job); selection !== null && !signal.aborted; ) {
    const step = await send(host, job, selection);
    done.changed += step.changed;
    done.left += step.left;
    onProgress({ ...done });
    selection = nextStep(job, selection, step);
  }
  return done;
}

function send(host: Host, job: BulkJob, selection: Selection): Promise<BulkStep> {
  return job.kind === "retry"
    ? host.call("messages.retry", selection)
    : host.call("messages.discard", { selection, reason: job.reason });
}

function firstStep({ target }: BulkJob): Selection | null {
  if ("filter" in target) return { filter: target.filter, up_to: target.plan.up_to };
  return target.ids.length > 0 ? { ids: target.ids.slice(0, IDS_AT_ONCE) } : null;
}

function nextStep({ target }: BulkJob, before: Selection, step: BulkStep): Selection | null {
  if ("filter" in target) return step.next === null ? null : { ...before, after: step.next };
  const at = target.ids.indexOf(before.ids?.[0] ?? "") + IDS_AT_ONCE;
  return at < target.ids.length ? { ids: target.ids.slice(at, at + IDS_AT_ONCE) } : null;
}
