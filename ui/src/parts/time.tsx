/** Times on the screen: local, with UTC on hover; and a clock that ticks once a second for all of them. */
import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { distance, localTime, roughDistance, utcTime } from "./time-text";

let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // While nobody looked it stood still.
  if (timer === undefined) now = new Date();
  timer ??= setInterval(() => {
    now = new Date();
    for (const tell of listeners) tell();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time now, renewed every second. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

/** An instant. */
export function Time({ at, fallback = "–" }: { at: string | null | undefined; fallback?: string }) {
  if (!at) return <span className="dim">{fallback}</span>;
  return (
    <time dateTime={at} title={utcTime(at)}>
      {localTime(at, new Date())}
    </time>
  );
}

/** How far away an instant is, counting. */
export function Distance({ at }: { at: string }) {
  const current = useNow();
  return (
    <Tooltip label={`${localTime(at, current)} · ${utcTime(at)}`}>
      <time dateTime={at}>{distance(at, current)}</time>
    </Tooltip>
  );
}

/** An instant with how far away it is, roughly: `14:03:09, in 43 min`. */
export function TimeAndDistance({ at }: { at: string }) {
  const current = useNow();
  return (
    <>
      <Time at={at} />
      <span className="dim">, {roughDistance(at, current)}</span>
    </>
  );
}

/** When something is due: counting down, and "now" from then on. */
export function Due({ at }: { at: string }) {
  const current = useNow();
  return (
    <time dateTime={at} title={`${localTime(at, current)} · ${utcTime(at)}`}>
      {new Date(at) <= current ? "now" : distance(at, current)}
    </time>
  );
}
