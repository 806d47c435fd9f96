/** The keys of a grid: they work wherever nothing else wants them. */
import { useEffect, useRef } from "react";
import { isTaken } from "../../shell/keys";
import type { Selection } from "./selection";
import type { RowSource } from "./source";
import type { Active } from "./use-active";

export interface GridKeys<T> {
  source: RowSource<T>;
  active: Active<T>;
  rowId: (row: T) => string;
  selection?: Selection;
  pageRows: number;
  onOpen?: (row: T) => void;
  /** The screen's own keys, told the active row. */
  keys?: Record<string, (row: T | undefined) => void>;
  reveal: (index: number) => void;
}

const onControl = (event: KeyboardEvent) =>
  event.target instanceof Element && event.target.closest("button, a, [role='tab'], label") !== null;

export function useGridKeys<T>(current: GridKeys<T>): void {
  const latest = useRef(current);
  useEffect(() => {
    latest.current = current;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      if (handle(event, latest.current)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

function handle<T>(event: KeyboardEvent, grid: GridKeys<T>): boolean {
  const { source, active, selection, pageRows, rowId } = grid;
  const last = source.count - 1;
  const go = (to: number): boolean => {
    const index = Math.max(0, Math.min(last, to));
    if (last < 0) return false;
    if (event.shiftKey && selection) {
      const from = active.index < 0 ? index : active.index;
      selection.add(idsBetween(source, rowId, from, index));
    }
    active.moveTo(index);
    grid.reveal(index);
    return true;
  };
  switch (event.key) {
    case "ArrowDown":
    case "j":
    case "J":
      return go(active.index + 1);
    case "ArrowUp":
    case "k":
    case "K":
      return go(active.index < 0 ? 0 : active.index - 1);
    case "PageDown":
      return go(active.index + pageRows);
    case "PageUp":
      return go(active.index - pageRows);
    case "Home":
      return go(0);
    case "End":
      return go(last);
    case "Enter":
      if (onControl(event) || active.row === undefined || !grid.onOpen) return false;
      grid.onOpen(active.row);
      return true;
    case " ":
    case "x":
      if ((event.key === " " && onControl(event)) || active.row === undefined || !selection) return false;
      selection.toggle(rowId(active.row));
      return true;
    case "Escape":
      if (!selection || selection.isEmpty) return false;
      selection.clear();
      return true;
    default: {
      const own = grid.keys?.[event.key];
      own?.(active.row);
      return own !== undefined;
    }
  }
}

/** The ids of the rows between two places, both included. */
export function idsBetween<T>(source: RowSource<T>, rowId: (row: T) => string, a: number, b: number): string[] {
  if (source.ids) return source.ids(Math.min(a, b), Math.max(a, b));
  const ids: string[] = [];
  for (let index = Math.min(a, b); index <= Math.max(a, b); index++) {
    const row = source.row(index);
    if (row !== undefined) ids.push(rowId(row));
  }
  return ids;
}
