/** What will be sent, asked for as one types: only the newest answer counts, and one question is on its way at a time. */
import { useEffect, useRef, useState } from "react";
import type { Content, ContentPreview, ContentWrap, Fault, PreviewContent } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { type Asked, forPreview } from "./for-preview";

const PAUSE_MS = 180;

export interface Preview {
  answer: ContentPreview | null;
  /** The question itself failed. */
  fault: Fault | null;
  /** What is shown is older than what is typed. */
  pending: boolean;
}

/** `payload` null: there is nothing to build from yet. */
export function usePreview(content: Content, payload: string | null, context: string, wrap?: ContentWrap): Preview {
  const host = useHost();
  const [shown, setShown] = useState<Preview>({ answer: null, fault: null, pending: true });
  const busy = useRef(false);
  const waiting = useRef<{ request: PreviewContent; asked: Asked } | null>(null);
  // Counts what was typed: an answer to anything but the newest is dropped.
  const newest = useRef(0);

  useEffect(() => {
    newest.current += 1;
    if (payload === null) return;
    const ask = async () => {
      if (busy.current) return;
      busy.current = true;
      while (waiting.current !== null) {
        const { request, asked } = waiting.current;
        const asking = newest.current;
        waiting.current = null;
        const next = await host
          .call("content.preview", request)
          .then((answer): Preview => ({ answer: asked.readBack(answer), fault: null, pending: false }))
          .catch((thrown): Preview => ({ answer: null, fault: toFault(thrown), pending: false }));
        if (asking === newest.current) setShown((before) => ({ ...next, answer: next.answer ?? before.answer }));
      }
      busy.current = false;
    };
    setShown((before) => (before.pending ? before : { ...before, pending: true }));
    const timer = setTimeout(() => {
      const asked = forPreview(content);
      const request: PreviewContent = { content: asked.content, payload };
      if (context.trim() !== "") request.context = context;
      if (wrap !== undefined) request.wrap = wrap;
      waiting.current = { request, asked };
      void ask();
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      waiting.current = null;
    };
  }, [host, content, payload, context, wrap]);

  return shown;
}
