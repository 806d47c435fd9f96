/** The row of filters over a list. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./filters.module.css";

export { Choice, type ChoiceItem } from "./choice";
export { FilterButton } from "./filter-button";
export { SearchBox } from "./search-box";
export { TimeRange } from "./time-range";

export function FilterBar({ children, onClear }: { children: ReactNode; onClear?: () => void }) {
  return (
    <div role="search" className={classes.bar}>
      {children}
      {onClear && (
        <Button variant="subtle" size="compact-xs" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </div>
  );
}
