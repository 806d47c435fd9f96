/** Chooses the columns of a grid. */
import { ActionIcon, Button, Checkbox, Popover, Stack } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../icon";
import type { GridTable } from "./columns";

export function ColumnMenu({ table }: { table: GridTable }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon aria-label="Choose columns" title="Columns" onClick={() => setOpened(!opened)}>
          <Icon name="columns" size={14} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={7} role="group" aria-label="Columns">
          {table.getAllLeafColumns().map((column) => (
            <Checkbox
              key={column.id}
              label={String(column.columnDef.header)}
              checked={column.getIsVisible()}
              disabled={!column.getCanHide()}
              onChange={(event) => column.toggleVisibility(event.currentTarget.checked)}
            />
          ))}
          <Button variant="subtle" size="compact-xs" onClick={() => table.resetColumnSizing(true)}>
            Usual widths
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
