/** A dense grid of virtual rows over a list of any length, for the mouse and for the keyboard. */
import { Button, Loader } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { plural } from "../../words";
import { FaultAlert } from "../fault";
import { Loading } from "../states";
import { type GridColumn, useColumns } from "./columns";
import classes from "./grid.module.css";
import { GridHead } from "./head";
import { GridRow } from "./row";
import type { Selection } from "./selection";
import type { RowSource } from "./source";
import { useActive } from "./use-active";
import { idsBetween, useGridKeys } from "./use-grid-keys";
import { useStable } from "./use-stable";

const ROW_HEIGHT = 30;

export interface GridSort {
  by: string;
  order: "asc" | "desc";
  onSort: (by: string) => void;
}

export interface GridProps<T> {
  /** Remembers the columns under this name. */
  name: string;
  /** What a screen reader calls the grid. */
  label: string;
  columns: ReadonlyArray<GridColumn<T>>;
  source: RowSource<T>;
  rowId: (row: T) => string;
  /** What a screen reader calls a row. */
  rowName: (row: T) => string;
  onOpen?: (row: T) => void;
  selection?: Selection;
  /** The screen's own keys. */
  keys?: Record<string, (row: T | undefined) => void>;
  sort?: GridSort;
  /** Shown where there is no row. */
  empty: ReactNode;
  /** Buttons at a row's end, shown where the pointer or the keyboard is. */
  rowActions?: (row: T) => ReactNode;
}

export function Grid<T>(props: GridProps<T>) {
  const { source, rowId, selection, onOpen, rowActions } = props;
  const { table, visible, shown, template, minWidth } = useColumns(props.name, props.columns);
  const scroller = useRef<HTMLDivElement>(null);
  const baseId = useId();
  const active = useActive(source, rowId);
  // Where a range that is selected with Shift and the mouse begins.
  const [rangeStart, setRangeStart] = useState(0);

  const virtual = useVirtualizer({
    count: source.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    initialOffset: source.place.scrollTop,
    scrollPaddingStart: ROW_HEIGHT,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  const atTop = (virtual.scrollOffset ?? 0) < ROW_HEIGHT;

  // biome-ignore lint/correctness/useExhaustiveDependencies: more rows may be wanted whenever their number changes
  useEffect(() => {
    source.want(first, last, atTop);
  }, [source.want, source.count, first, last, atTop]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) element.scrollTop = source.place.scrollTop;
    return () => {
      if (element) source.place.scrollTop = element.scrollTop;
    };
  }, [source.place]);

  useGridKeys({
    source,
    active,
    rowId,
    selection,
    onOpen,
    keys: props.keys,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / ROW_HEIGHT) - 2),
    reveal: (index) => virtual.scrollToIndex(index),
  });

  const pick = useStable((index: number, row: T, range: boolean) => {
    if (!selection) return;
    if (range) selection.add(idsBetween(source, rowId, rangeStart, index));
    else selection.toggle(rowId(row));
    setRangeStart(index);
  });
  const activate = useStable(active.moveTo);
  const allIds = useStable(() => idsBetween(source, rowId, 0, source.count - 1));

  // The last track has no width: what stands in it lies over the columns before.
  const columns = `${selection ? "34px " : ""}${template} 0`;
  const width = minWidth + (selection ? 34 : 0);
  const isEmpty = source.count === 0 && source.complete && !source.fault;

  return (
    <div className={classes.frame}>
      {source.fresh > 0 && !atTop && (
        <Button
          className={classes.fresh}
          size="compact-xs"
          radius="xl"
          onClick={() => {
            source.showFresh();
            scroller.current?.scrollTo({ top: 0 });
          }}
        >
          {source.freshMore ? `more than ${plural(source.fresh, "new row")}` : plural(source.fresh, "new row")} ↑
        </Button>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={source.complete ? source.count + 1 : -1}
        aria-multiselectable={selection ? true : undefined}
        aria-activedescendant={active.id ? `${baseId}-${active.id}` : undefined}
        aria-busy={source.loading}
        tabIndex={0}
      >
        <GridHead
          table={table}
          visible={visible}
          shown={shown}
          columns={columns}
          width={width}
          selection={selection}
          sort={props.sort}
          allIds={allIds}
        />
        {source.loading && !source.fault && <Loading lines={12} />}
        {isEmpty && props.empty}
        {source.fault && (
          <div className={classes.fault}>
            <FaultAlert fault={source.fault} onRetry={source.retry} />
          </div>
        )}
        <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize(), minWidth: width }}>
          {items.map((item) => {
            const row = source.row(item.index);
            const id = row === undefined ? undefined : rowId(row);
            return (
              <GridRow
                key={id ?? item.key.toString()}
                id={id === undefined ? undefined : `${baseId}-${id}`}
                row={row}
                name={row === undefined ? "" : props.rowName(row)}
                index={item.index}
                top={item.start}
                shown={shown}
                columns={columns}
                selected={selection && id !== undefined ? selection.has(id) : undefined}
                active={id !== undefined && id === active.id}
                onPick={pick}
                onActivate={activate}
                onOpen={onOpen}
                actions={rowActions}
              />
            );
          })}
        </div>
        {!source.complete && !source.loading && !source.fault && (
          <div className={classes.more}>
            <Loader size="xs" /> Reading more rows…
          </div>
        )}
      </div>
    </div>
  );
}
