/** What can be written next where a source, a header or a converter is typed. */
import type { Vocabulary } from "../../bindings";

export interface Suggestion {
  /** The whole text once taken. */
  value: string;
  /** What it is, beside it. */
  about: string;
  /** More can follow: the list stays open. */
  more?: boolean;
}

export interface KnownPath {
  path: string;
  /** Its value in the sample, shortened. */
  value: string;
}

const MOST = 60;
const CONTEXT = "context_";

/** Those that begin with what is typed, then those that hold it. */
function ranked<T>(items: readonly T[], text: (item: T) => string, typed: string): T[] {
  const wanted = typed.toLowerCase();
  const begins: T[] = [];
  const holds: T[] = [];
  for (const item of items) {
    const at = text(item).toLowerCase().indexOf(wanted);
    if (at === 0) begins.push(item);
    else if (at > 0) holds.push(item);
    if (begins.length >= MOST) break;
  }
  return [...begins, ...holds].slice(0, MOST);
}

export function completePath(
  typed: string,
  paths: readonly KnownPath[],
  vocabulary: Vocabulary | undefined,
): Suggestion[] {
  const text = typed.trim();
  if (text.startsWith(CONTEXT) && text.includes(".")) return completeMethod(text, vocabulary);
  const contexts: Suggestion[] = ranked(vocabulary?.contexts ?? [], (context) => context.name, text).map((context) => ({
    value: `${context.name}.`,
    about: context.from_shop ? `${context.about} A connected shop is asked for it.` : context.about,
    more: true,
  }));
  const found = ranked(paths, ({ path }) => path, text).map(({ path, value }) => ({ value: path, about: value }));
  return (text.startsWith("con") ? [...contexts, ...found] : [...found, ...contexts]).slice(0, MOST);
}

/** `context_checkout_session.get_q` → its methods; several calls may stand in a row. */
function completeMethod(text: string, vocabulary: Vocabulary | undefined): Suggestion[] {
  const [head = ""] = text.split(".", 1);
  const context = vocabulary?.contexts.find(({ name }) => name === head);
  if (!context) return [];
  const typed = text.slice(head.length + 1);
  return ranked(context.methods, (method) => method.name, typed).map((method) => ({
    value: `${head}.${method.name}${method.arguments.length > 0 ? `{${method.arguments.join(":")}}` : ""}`,
    about: method.about,
  }));
}

/** A header's value: a context, or text with placeholders. */
export function completeHeader(
  typed: string,
  vocabulary: Vocabulary | undefined,
  secrets: readonly string[] = [],
): Suggestion[] {
  if (typed.startsWith(CONTEXT)) return completePath(typed, [], vocabulary);
  const secret = /\{secret:([^}]*)$/.exec(typed);
  if (secret) {
    const head = typed.slice(0, secret.index);
    return ranked(secrets, (name) => name, secret[1] ?? "").map((name) => ({
      value: `${head}{secret:${name}}`,
      about: "A stored secret",
    }));
  }
  const open = /\{(\w*)$/.exec(typed);
  const before = open ? typed.slice(0, open.index) : typed;
  const placeholders = [
    { value: `${before}{env:`, about: "A variable of the environment that is allowed", more: true },
    { value: `${before}{config:`, about: "A value of the configuration", more: true },
    { value: `${before}{secret:`, about: "A stored secret, never shown", more: true },
  ];
  if (open) return placeholders.filter(({ value }) => value.startsWith(typed));
  return typed === "" ? [...placeholders, ...completePath(CONTEXT, [], vocabulary)] : [];
}

/** Converters are joined by `|`; what is completed is the last of them. */
export function completeConverter(typed: string, vocabulary: Vocabulary | undefined): Suggestion[] {
  const name = /[^|]*$/.exec(typed)?.[0].trimStart() ?? "";
  if (name.includes("{") || name.startsWith("=")) return [];
  const before = typed.slice(0, typed.length - name.length);
  return ranked(vocabulary?.converters ?? [], (converter) => converter.name, name).map((converter) => {
    const needs = converter.arguments.map((one) => (one.required ? one.name : `${one.name}?`)).join(", ");
    const needed = converter.arguments.some((one) => one.required);
    return {
      value: `${before}${needed ? converter.example : converter.name}`,
      about: needs === "" ? converter.about : `${converter.about} Takes ${needs}.`,
    };
  });
}

/** Methods and events of the catalogue. */
export function completeName(typed: string, entries: readonly { name: string; about: string }[]): Suggestion[] {
  return ranked(entries, (entry) => entry.name, typed.trim()).map(({ name, about }) => ({ value: name, about }));
}
