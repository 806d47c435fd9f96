/** A text in CodeMirror, which is loaded when first needed. */

import type { EditorView } from "@codemirror/view";
import { Skeleton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import classes from "./json.module.css";

type Setup = typeof import("./editor-setup");

export interface CodeHandle {
  search(): void;
}

export interface CodeProps {
  text: string;
  label: string;
  language: "json" | "text";
  onChange?: (text: string) => void;
  maxHeight?: number | string;
  minHeight?: number;
  /** Filled with what can be asked of the text, once it is there. */
  handle?: { current: CodeHandle | null };
}

/** What to change so that `before` becomes `after`; what stays keeps its folds and its place. */
export function difference(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  let same = 0;
  while (
    same < most - from &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

export function CodeText({ text, label, language, onChange, maxHeight = 420, minHeight, handle }: CodeProps) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [setup, setSetup] = useState<Setup | null>(null);
  const latest = useRef({ text, onChange });
  const editable = onChange !== undefined;
  useEffect(() => {
    latest.current = { text, onChange };
  });

  useEffect(() => {
    let here = true;
    void import("./editor-setup").then((loaded) => here && setSetup(loaded));
    return () => {
      here = false;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is written into the same editor below
  useEffect(() => {
    if (!setup || !parent.current) return;
    const editor = setup.openEditor({
      parent: parent.current,
      text,
      label,
      language,
      onChange: editable
        ? (now) => {
            // A text that was put in from outside is nobody's typing.
            if (now !== latest.current.text) latest.current.onChange?.(now);
          }
        : undefined,
    });
    view.current = editor;
    if (handle) handle.current = { search: () => setup.openSearchPanel(editor) };
    return () => {
      editor.destroy();
      view.current = null;
      if (handle) handle.current = null;
    };
  }, [setup, label, language, editable, handle]);

  useEffect(() => {
    const editor = view.current;
    const change = editor && difference(editor.state.doc.toString(), text);
    if (change) editor.dispatch({ changes: change });
  }, [text]);

  return (
    <div className={classes.code} style={{ maxHeight, minHeight }}>
      {setup === null && <Skeleton height={minHeight ?? 80} aria-busy="true" aria-label="Loading" />}
      <div ref={parent} className={classes.parent} style={{ maxHeight, minHeight }} />
    </div>
  );
}
