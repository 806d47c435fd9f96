/** Shows a content live: the payload on the left, the mapping, and what will be sent. */
import { Tabs } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Content, ContentWrap, Fault } from "../../bindings";
import { useCommand } from "../../query";
import { BodyEditor } from "./body-editor";
import { about, isLoud, withField } from "./content";
import classes from "./designer.module.css";
import type { EditorProps } from "./editors";
import { FieldsEditor } from "./fields-editor";
import { HeadersEditor } from "./headers-editor";
import { ResultPanel } from "./result-panel";
import { RulesEditor } from "./rules-editor";
import { SourcePanel } from "./source-panel";
import { usePreview } from "./use-preview";
import type { Source } from "./use-source";

type Props = {
  content: Content;
  onChange: (content: Content) => void;
  /** What is saved; null where nothing is yet. */
  saved: Content | null;
  source: Source;
  wrap?: ContentWrap;
  /** What saving it said. */
  faults?: readonly Fault[];
};

const PARTS = ["fields", "headers", "rules", "body"] as const;
type Part = (typeof PARTS)[number];

export function Designer({ content, onChange, saved, source, wrap, faults = [] }: Props) {
  const vocabulary = useCommand("content.vocabulary", {}).data;
  const preview = usePreview(content, source.tree?.text ?? null, source.context, wrap);
  const [part, setPart] = useState<Part>("fields");
  const { focusOn, root } = useFocusOn();
  const paths = useMemo(
    () =>
      (source.tree ?? null)?.paths().map((node) => ({
        path: node.path ?? "",
        value: source.tree?.value(node, 60).replaceAll(/\s+/g, " ") ?? "",
      })) ?? [],
    [source.tree],
  );
  const mapped = useMemo(
    () => new Set(content.fields.flatMap((field) => (field.active === false ? [] : [field.source || field.name]))),
    [content.fields],
  );
  const said = useMemo(
    () => ({ faults: [...faults, ...(preview.answer?.faults ?? [])], notes: preview.answer?.notes ?? [] }),
    [faults, preview.answer],
  );
  const goTo = useCallback(
    (place: string) => {
      const [, name] = /^([a-z]+)/.exec(place) ?? [];
      if ((PARTS as readonly string[]).includes(name ?? "")) setPart(name as Part);
      focusOn(place);
    },
    [focusOn],
  );
  const pick = (path: string) => {
    const next = withField(content, path);
    if (next.content !== content) onChange(next.content);
    goTo(`fields[${next.at}].name`);
  };
  const props: EditorProps = { content, onChange, said, paths, vocabulary, verdicts: preview.answer?.rules, focusOn };
  const counts: Record<Part, number | null> = {
    fields: content.fields.length,
    headers: content.headers.length,
    rules: content.rules.flat().length,
    body: null,
  };
  const words: Record<Part, string> = { fields: "Fields", headers: "Headers", rules: "Rules", body: "Body" };
  const waiting = source.tree ? null : source.loading ? "Reading the payload…" : "There is no payload to build from.";
  return (
    <div className={classes.designer} ref={root}>
      <SourcePanel source={source} mapped={mapped} onPick={pick} />
      <section className={classes.panel} aria-label="Mapping">
        <Tabs
          value={part}
          onChange={(value) => setPart(value as Part)}
          className={classes.tabs}
          keepMounted={false}
          variant="default"
        >
          <Tabs.List className={classes.tabList}>
            {PARTS.map((name) => (
              <Tabs.Tab
                key={name}
                value={name}
                className={classes.tab}
                rightSection={<TabMark said={said} part={name} />}
              >
                {words[name]}
                {counts[name] !== null && <span className={classes.tabCount}>{counts[name]}</span>}
                {name === "body" && content.body && <span className={classes.tabCount}>{content.body.kind}</span>}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <TabPanel name="fields">
            <FieldsEditor {...props} />
          </TabPanel>
          <TabPanel name="headers">
            <HeadersEditor {...props} />
          </TabPanel>
          <TabPanel name="rules">
            <RulesEditor {...props} />
          </TabPanel>
          <TabPanel name="body">
            <BodyEditor {...props} />
          </TabPanel>
        </Tabs>
      </section>
      <ResultPanel preview={preview} content={content} saved={saved} waiting={waiting} onGo={goTo} />
    </div>
  );
}

function TabPanel({ name, children }: { name: Part; children: ReactNode }) {
  return (
    <Tabs.Panel value={name} className={classes.panelBody}>
      {children}
    </Tabs.Panel>
  );
}

/** Says that something in this part needs a look. */
function TabMark({ said, part }: { said: EditorProps["said"]; part: Part }) {
  const faults = about(said.faults, part).length;
  const notes = about(said.notes, part).filter(isLoud).length;
  if (faults + notes === 0) return null;
  return (
    <span
      className={classes.mark}
      data-tone={faults > 0 ? "fault" : "note"}
      title={faults > 0 ? `${faults} to correct` : `${notes} to look at`}
    >
      {faults || notes}
    </span>
  );
}

/** Puts the cursor into an input that may only be rendered next. */
function useFocusOn() {
  const root = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<{ place: string } | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const at = (place: string) => root.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(place)}"]`);
    // A fault may name a row rather than one of its inputs.
    const found =
      at(wanted.place) ?? root.current?.querySelector<HTMLElement>(`[data-path^="${CSS.escape(`${wanted.place}.`)}"]`);
    found?.focus({ preventScroll: true });
    // With its row comes what is said about it.
    (found?.closest<HTMLElement>("[role='group']") ?? found)?.scrollIntoView?.({ block: "nearest" });
  }, [wanted]);
  const focusOn = useCallback((place: string) => setWanted({ place }), []);
  return { root, focusOn };
}
