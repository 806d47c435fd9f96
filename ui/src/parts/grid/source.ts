/** Where a grid's rows come from: a plain list, or pages by key over a list too long to hold. */
import { useMemo, useRef } from "react";
import type { Fault } from "../../bindings";

/** Where a person was in a list, for coming back to it. */
export interface Place {
  scrollTop: number;
  active: { id: string; index: number } | null;
}

export interface RowSource<T> {
  /** Rows known so far; more may follow unless `complete`. */
  count: number;
  complete: boolean;
  /** A row, or nothing while it is being read (again). */
  row(index: number): T | undefined;
  /** The ids of the rows between two places, both included; left out where every row is at hand. */
  ids?(from: number, to: number): string[];
  /** Nothing is known yet. */
  loading: boolean;
  fault: Fault | null;
  retry(): void;
  /** Tells which rows are in view, and whether the list is scrolled to its very top. */
  want(first: number, last: number, atTop: boolean): void;
  /** New rows that belong above the first one and are not shown, so as not to move what is being read. */
  fresh: number;
  /** There are more new rows than were counted. */
  freshMore: boolean;
  showFresh(): void;
  /** Remembered while the screen is left and entered again. */
  place: Place;
}

const nothing = () => {};

/** A list that is held whole. */
export function useRowsOf<T>(
  rows: readonly T[] | undefined,
  fault: Fault | null = null,
  retry: () => void = nothing,
): RowSource<T> {
  const place = useRef<Place>({ scrollTop: 0, active: null }).current;
  return useMemo(
    () => ({
      count: rows?.length ?? 0,
      complete: rows !== undefined,
      row: (index) => rows?.[index],
      loading: rows === undefined && fault === null,
      fault: rows === undefined ? fault : null,
      retry,
      want: nothing,
      fresh: 0,
      freshMore: false,
      showFresh: nothing,
      place,
    }),
    [rows, fault, retry, place],
  );
}
