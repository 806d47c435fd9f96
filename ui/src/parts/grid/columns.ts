/** Columns of a grid: which are shown and how wide, remembered per grid on this machine. */
import {
  type ColumnSizingState,
  type ColumnVisibilityState,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { z } from "zod";

export interface GridColumn<T> {
  id: string;
  header: string;
  /** Width in pixels to begin with. */
  width: number;
  /** Takes the room that is left. */
  grow?: boolean;
  align?: "right";
  /** Stays at the right end while the others scroll by; for the last column. */
  pinned?: boolean;
  /** Not shown until asked for. */
  hidden?: boolean;
  /** Cannot be hidden. */
  fixed?: boolean;
  /** The name to sort by, where the list can be sorted by this column. */
  sort?: string;
  cell: (row: T) => ReactNode;
}

const remembered = z.object({
  visible: z.record(z.string(), z.boolean()).catch({}),
  widths: z.record(z.string(), z.number().min(40).max(2000)).catch({}),
});
type Remembered = z.infer<typeof remembered>;

const storageKey = (name: string) => `hookdesk.columns.${name}`;

export function recall(name: string): Remembered {
  try {
    return remembered.parse(JSON.parse(localStorage.getItem(storageKey(name)) ?? "{}"));
  } catch {
    return { visible: {}, widths: {} };
  }
}

function remember(name: string, state: Remembered): void {
  try {
    localStorage.setItem(storageKey(name), JSON.stringify(state));
  } catch {
    // Without storage the columns are as they were made, which is no harm.
  }
}

const features = tableFeatures({ columnVisibilityFeature, columnSizingFeature, columnResizingFeature });
// Rows never go through the table: it keeps columns, the grid keeps a window on a list of any length.
const NO_ROWS: never[] = [];

export function useColumns<T>(name: string, columns: ReadonlyArray<GridColumn<T>>) {
  const defs = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        size: column.width,
        minSize: 40,
        maxSize: 2000,
        enableHiding: !column.fixed,
      })),
    [columns],
  );
  const [initialState] = useState(() => {
    const { visible, widths } = recall(name);
    const byDefault = Object.fromEntries(columns.map((column) => [column.id, !column.hidden]));
    return { columnVisibility: { ...byDefault, ...visible }, columnSizing: widths };
  });
  const table = useTable({
    features,
    columns: defs,
    data: NO_ROWS,
    columnResizeMode: "onChange",
    initialState,
  });
  const visible: ColumnVisibilityState = table.state.columnVisibility;
  const widths: ColumnSizingState = table.state.columnSizing;
  useEffect(() => remember(name, { visible, widths }), [name, visible, widths]);

  const layout = useMemo(() => {
    const shown = columns.filter((column) => column.fixed || visible[column.id] !== false);
    const width = (column: GridColumn<T>) => widths[column.id] ?? column.width;
    const template = shown
      .map((column) => (column.grow ? `minmax(${width(column)}px, 1fr)` : `${width(column)}px`))
      .join(" ");
    return { shown, template, minWidth: shown.reduce((sum, column) => sum + width(column), 0) };
  }, [columns, visible, widths]);
  return { table, visible, widths, ...layout };
}

export type GridTable = ReturnType<typeof useColumns>["table"];
