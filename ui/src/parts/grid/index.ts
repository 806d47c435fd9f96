export type { GridColumn } from "./columns";
export { Grid, type GridProps, type GridSort } from "./grid";
export { type Selection, useSelection } from "./selection";
export { type RowSource, useRowsOf } from "./source";
export { type PagesSource, usePages } from "./use-pages";
