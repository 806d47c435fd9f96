/** The line above a configuration grid: search, the screen's own filters, how many are shown. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { plural } from "../../words";
import { FilterBar, SearchBox } from "../filters";
import type { ConfigList } from "./use-config-list";

type Props<T> = { list: ConfigList<T>; noun: string; children?: ReactNode; onClear?: () => void };

export function Toolbar<T>({ list, noun, children, onClear }: Props<T>) {
  const { address, change, source, total } = list;
  return (
    <FilterBar onClear={onClear}>
      <SearchBox label={`Search ${noun}s`} value={address.q} onSearch={(q) => change({ q })} />
      {children}
      <Text size="xs" c="dimmed" ml="auto">
        {source.count === total ? plural(total, noun) : `${source.count} of ${plural(total, noun)}`}
      </Text>
    </FilterBar>
  );
}
