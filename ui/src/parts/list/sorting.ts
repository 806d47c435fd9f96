/** Filters and sorts rows that are held whole. */

export type SortKeys<T> = Record<string, (row: T) => string | number>;

/** Rows whose text holds every word, in any case. */
export function withWords<T>(rows: readonly T[], q: string | undefined, text: (row: T) => string): T[] {
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const haystack = text(row).toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** A sorted copy; names compare as people write them, so that `a10` comes after `a9`. */
export function sorted<T>(rows: readonly T[], keys: SortKeys<T>, by: string, order: "asc" | "desc"): T[] {
  const key = keys[by];
  if (!key) return [...rows];
  const way = order === "asc" ? 1 : -1;
  return [...rows].sort((a, b) => way * compare(key(a), key(b)));
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true, sensitivity: "base" });
}
