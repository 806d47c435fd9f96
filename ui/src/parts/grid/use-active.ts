/** The row the keyboard is on. It is held by id, so that a row moving in the list does not change what a key acts on. */
import { useCallback, useEffect, useState } from "react";
import type { RowSource } from "./source";

const LOOK_AROUND = 400;

export interface Active<T> {
  index: number;
  id: string | null;
  row: T | undefined;
  moveTo(index: number): void;
}

export function useActive<T>(source: RowSource<T>, rowId: (row: T) => string): Active<T> {
  const [active, setActive] = useState(source.place.active);
  const found = active === null ? null : locate(source, rowId, active.id, active.index);
  const index = found ?? active?.index ?? -1;

  useEffect(() => {
    source.place.active = active === null ? null : { id: active.id, index };
  }, [source, active, index]);

  const moveTo = useCallback(
    (to: number) => {
      const row = source.row(to);
      if (row !== undefined) setActive({ id: rowId(row), index: to });
    },
    [source, rowId],
  );
  const row = found === null ? undefined : source.row(found);
  return { index, id: row === undefined ? null : (active?.id ?? null), row, moveTo };
}

/** Where a row is now, near where it was. */
function locate<T>(source: RowSource<T>, rowId: (row: T) => string, id: string, was: number): number | null {
  for (let away = 0; away <= LOOK_AROUND; away++) {
    for (const index of away === 0 ? [was] : [was + away, was - away]) {
      const row = source.row(index);
      if (row !== undefined && rowId(row) === id) return index;
    }
  }
  return null;
}
