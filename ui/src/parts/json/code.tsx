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

export function CodeText({ text, label, language, onChange, maxHeight = 420, minHeight, handle }: CodeProps) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [setup, setSetup] = useState<Setup | null>(null);
  const changed = useRef(onChange);
  const editable = onChange !== undefined;
  useEffect(() => {
    changed.current = onChange;
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
      onChange: editable ? (now) => changed.current?.(now) : undefined,
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
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  return (
    <div className={classes.code} style={{ maxHeight, minHeight }}>
      {setup === null && <Skeleton height={minHeight ?? 80} aria-busy="true" aria-label="Loading" />}
      <div ref={parent} className={classes.parent} style={{ maxHeight, minHeight }} />
    </div>
  );
}
