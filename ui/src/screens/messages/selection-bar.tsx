/** What is selected, and what can be done with it. */
import { Button, CloseButton, Text } from "@mantine/core";
import type { Selection } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { fullCount, plural } from "../../words";
import classes from "./messages.module.css";

interface SelectionBarProps {
  selection: Selection;
  /** How many match, where that is known without asking. */
  total: number | null;
  loaded: number;
  onRetry: () => void;
  onDiscard: () => void;
}

export function SelectionBar({ selection, total, loaded, onRetry, onDiscard }: SelectionBarProps) {
  if (selection.isEmpty) return null;
  const everything = total === null ? "everything that matches" : `all ${fullCount(total)} that match`;
  const hasMore = !selection.all && (total === null || total > selection.ids.size);
  return (
    <section className={classes.selection} aria-label="Selection">
      <CloseButton size="sm" aria-label="Clear the selection" onClick={selection.clear} />
      <Text fw={600}>
        {selection.all
          ? `${everything[0]?.toUpperCase()}${everything.slice(1)} selected`
          : `${plural(selection.ids.size, "message")} selected`}
      </Text>
      {hasMore && loaded > 0 && (
        <Button variant="subtle" size="compact-xs" onClick={selection.selectAll}>
          Select {everything}
        </Button>
      )}
      <span style={{ flex: 1 }} />
      <Button variant="default" size="compact-sm" leftSection={<Icon name="retry" size={13} />} onClick={onRetry}>
        Retry
      </Button>
      <Button variant="default" size="compact-sm" leftSection={<Icon name="trash" size={13} />} onClick={onDiscard}>
        Discard
      </Button>
    </section>
  );
}
