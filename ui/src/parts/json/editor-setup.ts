/** CodeMirror as Hookdesk uses it; loaded only when a text is shown. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, linter, lintGutter } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { jsonProblem } from "./problem";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--hd-json-key)" },
  { tag: tags.string, color: "var(--hd-json-string)" },
  { tag: tags.number, color: "var(--hd-json-number)" },
  { tag: [tags.bool, tags.null], color: "var(--hd-json-word)" },
]);

const look = EditorView.theme({
  "&": { fontSize: "12px", backgroundColor: "var(--hd-bg-inset)", color: "var(--hd-text)" },
  "&.cm-focused": { outline: "1px solid var(--hd-focus)" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "var(--hd-bg-inset)", color: "var(--hd-dim)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hd-bg-hover)" },
  ".cm-cursor": { borderLeftColor: "var(--hd-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--hd-bg-selected)",
  },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--hd-bg-selected)",
    border: "none",
    color: "var(--hd-dim)",
    padding: "0 6px",
  },
  ".cm-panels": { backgroundColor: "var(--hd-bg-head)", color: "var(--hd-text)", borderColor: "var(--hd-line)" },
  ".cm-panel.cm-search": { padding: "4px 28px 4px 8px" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { fontSize: "12px" },
  ".cm-textfield": { backgroundColor: "var(--hd-bg)", border: "1px solid var(--hd-line)", borderRadius: "3px" },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--hd-bg)",
    border: "1px solid var(--hd-line)",
    borderRadius: "3px",
  },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--hd-retrying) 35%, transparent)" },
  ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--hd-retrying) 65%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--hd-bg)", border: "1px solid var(--hd-line)" },
});

const common: Extension = [
  lineNumbers(),
  foldGutter(),
  codeFolding(),
  bracketMatching(),
  drawSelection(),
  highlightSelectionMatches(),
  search({ top: true }),
  syntaxHighlighting(colours),
  look,
  EditorView.lineWrapping,
];

/** For texts that are only read, wherever else CodeMirror shows them. */
export const readingLook: Extension = [syntaxHighlighting(colours), look, EditorView.lineWrapping];

/** Marks where the JSON goes wrong. */
const problems = linter(
  (view): Diagnostic[] => {
    const text = view.state.doc.toString();
    if (text.trim() === "") return [];
    const problem = jsonProblem(text);
    if (!problem) return [];
    const from = Math.min(problem.offset, text.length);
    return [{ from, to: Math.min(from + 1, text.length), severity: "error", message: problem.message }];
  },
  { delay: 250 },
);

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  label: string;
  /** JSON, or plain text. */
  language: "json" | "text";
  /** Read-only where left out. */
  onChange?: (text: string) => void;
}

export function openEditor({ parent, text, label, language, onChange }: EditorOptions): EditorView {
  const editable: Extension = onChange
    ? [
        history(),
        indentOnInput(),
        highlightActiveLine(),
        language === "json" ? [lintGutter(), problems] : [],
        keymap.of([...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ]
    : [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ tabindex: "0" }),
      ];
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        common,
        language === "json" ? json() : [],
        editable,
        keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label }),
      ],
    }),
  });
}

export { openSearchPanel };
