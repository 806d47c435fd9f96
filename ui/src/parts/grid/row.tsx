/** One row of a grid. */
import { memo, type ReactNode, useState } from "react";
import { Check } from "./check";
import type { GridColumn } from "./columns";
import classes from "./grid.module.css";

interface GridRowProps<T> {
  id: string | undefined;
  /** Nothing while it is being read. */
  row: T | undefined;
  name: string;
  index: number;
  top: number;
  shown: ReadonlyArray<GridColumn<T>>;
  columns: string;
  /** Left out where rows cannot be selected. */
  selected: boolean | undefined;
  active: boolean;
  onPick: (index: number, row: T, range: boolean) => void;
  onActivate: (index: number) => void;
  onOpen?: (row: T) => void;
  actions?: (row: T) => ReactNode;
}

function Row<T>({ row, ...props }: GridRowProps<T>) {
  const { shown, columns, index, top } = props;
  // Only rows that were pointed at have their actions: a grid full of buttons would be slow.
  const [near, setNear] = useState(false);
  const style = { gridTemplateColumns: columns, transform: `translateY(${top}px)` };
  if (row === undefined) {
    return (
      <div className={classes.row} role="row" aria-rowindex={index + 2} aria-busy="true" style={style}>
        {props.selected !== undefined && <span />}
        {shown.map((column) => (
          <span key={column.id} className={classes.cell}>
            <i className={classes.ghost} />
          </span>
        ))}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid's keys do the same
    <div
      id={props.id}
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.selected}
      aria-label={props.name}
      data-active={props.active || undefined}
      data-opens={props.onOpen !== undefined || undefined}
      style={style}
      onMouseEnter={() => setNear(true)}
      onMouseDown={(event) => {
        // Shift selects rows, not text.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => {
        props.onActivate(index);
        if ((event.target as Element).closest("button, a, input, label")) return;
        if (event.shiftKey || event.ctrlKey || event.metaKey) props.onPick(index, row, event.shiftKey);
        else if (!window.getSelection()?.toString()) props.onOpen?.(row);
      }}
    >
      {props.selected !== undefined && (
        <Check
          label={`Select ${props.name}`}
          checked={props.selected}
          onToggle={(shift) => props.onPick(index, row, shift)}
        />
      )}
      {shown.map((column) => (
        <span
          key={column.id}
          className={classes.cell}
          role="gridcell"
          data-align={column.align}
          data-pinned={column.pinned}
        >
          {column.cell(row)}
        </span>
      ))}
      {props.actions && (near || props.active) && <span className={classes.actions}>{props.actions(row)}</span>}
    </div>
  );
}

export const GridRow = memo(Row) as typeof Row;
