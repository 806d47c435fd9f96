/** A content while it is designed. */
import type { Content, ContentNote, ContentRule, Fault } from "../../bindings";

export const emptyContent = (): Content => ({ fields: [], headers: [], rules: [] });

/** Whether it changes nothing: the payload goes out whole, always. */
export const isPlain = (content: Content) =>
  content.fields.length === 0 && content.headers.length === 0 && content.rules.length === 0 && !content.body;

/** The name a new field starts with: the source without the wrapper every payload has. */
export function nameFor(source: string): string {
  if (source.startsWith("context_")) {
    const keys = source.split(".").slice(1).join(".");
    return keys.replaceAll(/(^|\.)get_/g, "$1").replace(/\{[^}]*[/:]?([^/:}]*)\}/, "") || "value";
  }
  return source.replace(/^data\.(?=.)/, "");
}

/** Adds a field for a source; where it is sent already, says which one it is. */
export function withField(content: Content, source: string): { content: Content; at: number } {
  const at = content.fields.findIndex((field) => (field.source || field.name) === source);
  if (at >= 0) return { content, at };
  const name = nameFor(source);
  const field = name === source ? { name } : { name, source };
  return { content: { ...content, fields: [...content.fields, field] }, at: content.fields.length };
}

/** Moves an item of a list; past either end it stays. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  if (to < 0 || to >= list.length) return next;
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

export const newRule = (field = ""): ContentRule => ({ field, operator: field === "" ? "equal" : "notEmpty" });

const blank = (text: string | null | undefined) => (text ?? "").trim() === "";

/** What is saved: without rows nobody filled in, and without groups that have no rule. */
export function tidy(content: Content): Content {
  const { body, ...rest } = content;
  return {
    ...rest,
    fields: content.fields.filter((field) => !(blank(field.name) && blank(field.source))),
    headers: content.headers.filter((header) => !(blank(header.name) && blank(header.value) && !header.resolver)),
    rules: content.rules
      .map((group) => group.filter((rule) => !(blank(rule.field) && blank(rule.value))))
      .filter((group) => group.length > 0),
    ...(body ? { body } : {}),
  };
}

/** A fault of saving as the designer knows its place: `content.fields[2].source` → `fields[2].source`. */
export function inContent(fault: Fault | null): Fault[] {
  if (!fault?.field) return [];
  const field = fault.field.replace(/^(webhook\.)?content\./, "");
  return /^(fields|headers|rules|body)\b/.test(field) ? [{ ...fault, field }] : [];
}

/** What is said about one place, and about what lies inside of it. */
export function about<T extends { field?: string | null }>(said: readonly T[], place: string): T[] {
  return said.filter(
    ({ field }) => field === place || field?.startsWith(`${place}.`) || field?.startsWith(`${place}[`),
  );
}

/** What is said about no place of a list. */
export const elsewhere = <T extends { field?: string | null }>(said: readonly T[]) =>
  said.filter(({ field }) => !field || !/^(fields|headers|rules|body)\b/.test(field));

/** Notes a person should see at once. */
export const isLoud = (note: ContentNote) => note.level !== "debug" && note.level !== "info";

/** The mapping as a person reads it, a line per row: for comparing two of them. */
export function mappingText(content: Content): string {
  const off = (active: boolean | undefined) => (active === false ? "  (off)" : "");
  const part = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [title, ...lines, ""]);
  const { body } = content;
  return [
    ...part(
      "Fields",
      content.fields.map(
        ({ name, source, converter, active }) =>
          `  ${name}${source ? ` ← ${source}` : ""}${converter ? ` | ${converter}` : ""}${off(active)}`,
      ),
    ),
    ...part(
      "Headers",
      content.headers.map(
        ({ name, value, resolver, active }) => `  ${name}: ${value || (resolver ?? "")}${off(active)}`,
      ),
    ),
    ...part(
      "Rules",
      content.rules.flatMap((group, at) => [
        at === 0 ? "  all of" : "  or all of",
        ...group.map(
          ({ field, operator, value, active }) => `    ${field} ${operator}${value ? ` ${value}` : ""}${off(active)}`,
        ),
      ]),
    ),
    ...part(
      "Body",
      body ? [`  ${body.kind}${body.kind === "template" ? ` ${body.content_type}\n${body.text}` : ""}`] : [],
    ),
  ].join("\n");
}

/** A row without what says nothing. */
const bare = (row: object) =>
  Object.fromEntries(
    Object.entries(row).filter(([key, value]) => value !== null && value !== undefined && !(key === "active" && value)),
  );

/** One line per row, so that a comparison shows rows and not braces. */
export function contentText(content: Content): string {
  const list = (rows: readonly object[], indent: string) => {
    const lines = rows.map((row) => `${indent}  ${JSON.stringify(bare(row))}`);
    return lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n${indent}]`;
  };
  const groups = content.rules.map((group) => `    ${list(group, "    ")}`).join(",\n");
  return [
    "{",
    `  "fields": ${list(content.fields, "  ")},`,
    `  "headers": ${list(content.headers, "  ")},`,
    `  "rules": ${content.rules.length === 0 ? "[]" : `[\n${groups}\n  ]`}${content.body ? "," : ""}`,
    ...(content.body ? [`  "body": ${JSON.stringify(content.body, null, 2).replaceAll("\n", "\n  ")}`] : []),
    "}",
  ].join("\n");
}
