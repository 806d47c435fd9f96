/** The head of a grid: names, sorting, widths, "select all", the choice of columns. */
import { memo } from "react";
import { Check } from "./check";
import { ColumnMenu } from "./column-menu";
import type { GridColumn, GridTable } from "./columns";
import type { GridSort } from "./grid";
import classes from "./grid.module.css";
import type { Selection } from "./selection";

interface GridHeadProps<T> {
  table: GridTable;
  /** Which columns are shown; the table itself stays the same object when that changes. */
  visible: Record<string, boolean>;
  shown: ReadonlyArray<GridColumn<T>>;
  columns: string;
  width: number;
  selection?: Selection;
  sort?: GridSort;
  /** The ids of every row that is loaded. */
  allIds: () => string[];
}

function Head<T>({ table, shown, columns, width, selection, sort, allIds }: GridHeadProps<T>) {
  const headers = new Map(
    table.getHeaderGroups().flatMap((group) => group.headers.map((header) => [header.column.id, header])),
  );
  return (
    <div
      className={classes.head}
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: columns, minWidth: width }}
    >
      {selection && (
        <Check
          label="Select all loaded rows"
          checked={!selection.isEmpty}
          indeterminate={!selection.isEmpty && !selection.all}
          onToggle={() => (selection.isEmpty ? selection.set(allIds()) : selection.clear())}
        />
      )}
      {shown.map((column) => {
        const sorted = sort !== undefined && column.sort === sort.by ? sort.order : undefined;
        const arrow = sorted === "asc" ? " ↑" : sorted === "desc" ? " ↓" : "";
        return (
          <span
            key={column.id}
            className={classes.headCell}
            role="columnheader"
            data-align={column.align}
            data-pinned={column.pinned}
            aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
          >
            {sort && column.sort ? (
              <button type="button" className={classes.sort} onClick={() => column.sort && sort.onSort(column.sort)}>
                {column.header}
                {arrow}
              </button>
            ) : (
              <span className="clip">{column.header}</span>
            )}
            {!column.grow && (
              <span
                className={classes.resize}
                aria-hidden="true"
                onMouseDown={headers.get(column.id)?.getResizeHandler()}
                onTouchStart={headers.get(column.id)?.getResizeHandler()}
              />
            )}
          </span>
        );
      })}
      <span className={classes.menu}>
        <ColumnMenu table={table} />
      </span>
    </div>
  );
}

export const GridHead = memo(Head) as typeof Head;
