/** What is asked for while rows are still being filled in, and how its answer is read back onto those rows. */
import type { Content, ContentPreview, RuleVerdict } from "../../bindings";

const blank = (text: string | null | undefined) => (text ?? "").trim() === "";

/** The places of the rows that are kept. */
const places = <T>(rows: readonly T[], keep: (row: T) => boolean): number[] =>
  rows.flatMap((row, at) => (keep(row) ? [at] : []));

export interface Asked {
  content: Content;
  /** Puts an answer's places back to where the rows stand in the form. */
  readBack(answer: ContentPreview): ContentPreview;
}

/** Leaves out rows that nobody has filled in yet: they would only be faults. */
export function forPreview(content: Content): Asked {
  const fields = places(content.fields, (field) => !(blank(field.name) && blank(field.source)));
  const headers = places(content.headers, (header) => !(blank(header.name) && blank(header.value)));
  const rules = content.rules.map((group) => places(group, (rule) => !blank(rule.field)));
  const groups = places(rules, (kept) => kept.length > 0);
  const pick = <T>(rows: readonly T[], at: readonly number[]) => at.map((place) => rows[place] as T);

  const place = (field: string | null | undefined) =>
    field
      ?.replace(/^fields\[(\d+)\]/, (_, at) => `fields[${fields[Number(at)] ?? at}]`)
      .replace(/^headers\[(\d+)\]/, (_, at) => `headers[${headers[Number(at)] ?? at}]`)
      .replace(/^rules\[(\d+)\](?:\[(\d+)\])?/, (_, g, r) => {
        const group = groups[Number(g)] ?? Number(g);
        return r === undefined ? `rules[${group}]` : `rules[${group}][${rules[group]?.[Number(r)] ?? r}]`;
      });

  return {
    content: {
      ...content,
      // A field whose name is not typed yet is sent under its source, as one whose source is not typed yet.
      fields: pick(content.fields, fields).map((field) =>
        blank(field.name) ? { ...field, name: field.source ?? "" } : field,
      ),
      headers: pick(content.headers, headers),
      rules: groups.map((group) => pick(content.rules[group] ?? [], rules[group] ?? [])),
    },
    readBack: (answer) => ({
      ...answer,
      notes: answer.notes.map((note) => ({ ...note, field: place(note.field) ?? null })),
      faults: answer.faults.map((fault) => ({ ...fault, field: place(fault.field) })),
      rules: content.rules.map((group, g) => {
        const told = answer.rules[groups.indexOf(g)] ?? [];
        const kept = rules[g] ?? [];
        const counted = kept.filter((r) => group[r]?.active !== false);
        // Rules that are switched off may be judged or left out.
        const order = told.length === kept.length ? kept : counted;
        return group.map((_, r): RuleVerdict => told[order.indexOf(r)] ?? { holds: false, why: "" });
      }),
    }),
  };
}
