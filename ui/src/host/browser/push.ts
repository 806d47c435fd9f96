/** Reads pushes from the engine: a server-sent event stream through fetch, because the stream needs a header. */
import type { Push } from "../../bindings";
import { EVERYTHING } from "../host";

export interface PushLink {
  onPush(push: Push): void;
  onLink(alive: boolean): void;
  /** The engine refused the token. */
  onRefused(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Splits a stream of bytes into the `data` of its events. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = block
          .split(/\r?\n/)
          .filter((line) => line.startsWith("data:"))
          .map((line) => line.slice(5).replace(/^ /, ""))
          .join("\n");
        if (data !== "") yield data;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Keeps the stream open until stopped; waits longer after each failure, and tells of everything after each. */
export function followPushes(open: (signal: AbortSignal) => Promise<Response>, link: PushLink): () => void {
  const stop = new AbortController();
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    try {
      const response = await open(stop.signal);
      if (response.status === 401) {
        link.onRefused();
        return;
      }
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
      wait = FIRST_WAIT_MS;
      link.onLink(true);
      link.onPush(EVERYTHING);
      for await (const data of readEvents(response.body)) link.onPush(JSON.parse(data) as Push);
    } catch {
      // Whatever broke the stream, the answer is the same: say so and try again.
    }
    if (stop.signal.aborted) return;
    link.onLink(false);
    timer = setTimeout(run, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  // Someone coming back to the window should not wait out the delay.
  const wake = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    wait = FIRST_WAIT_MS;
    void run();
  };
  window.addEventListener("online", wake);
  void run();
  return () => {
    stop.abort();
    clearTimeout(timer);
    window.removeEventListener("online", wake);
  };
}
