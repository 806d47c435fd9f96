/** Where a fault of the backend belongs in a form. */
import type { Fault } from "../../bindings";

/** `headers[0].value` → `headers.0.value`, the form's way to write a path. */
export const toPath = (field: string): string => field.replace(/\[(\d+)\]/g, ".$1");

/** Renames a backend field to the form's; patterns are prefixes, the longest that fits wins. */
export type Renames = Record<string, string>;

/** The path in `values` a fault is about, or null where the form has no such field. */
export function pathOf(fault: Fault, values: unknown, renames: Renames = {}): string | null {
  if (!fault.field) return null;
  let path = toPath(fault.field);
  const from = Object.keys(renames)
    .filter((prefix) => path === prefix || path.startsWith(`${prefix}.`))
    .sort((a, b) => b.length - a.length)[0];
  const to = from === undefined ? undefined : renames[from];
  if (to !== undefined) path = to;
  return has(values, path.split(".")) ? path : null;
}

function has(value: unknown, path: string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (typeof value !== "object" || value === null || !(key in value)) return false;
  return has((value as Record<string, unknown>)[key], rest);
}
