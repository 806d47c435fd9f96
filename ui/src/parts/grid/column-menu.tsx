/** Chooses the columns of a grid. */
import { ActionIcon, Checkbox, Menu, Stack, Tooltip } from "@mantine/core";
import { Icon } from "../icon";
import type { GridTable } from "./columns";

export function ColumnMenu({ table }: { table: GridTable }) {
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label="Columns">
          <ActionIcon aria-label="Choose columns">
            <Icon name="columns" size={14} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Columns</Menu.Label>
        <Stack gap={6} px="sm" pb={6}>
          {table.getAllLeafColumns().map((column) => (
            <Checkbox
              key={column.id}
              label={String(column.columnDef.header)}
              checked={column.getIsVisible()}
              disabled={!column.getCanHide()}
              onChange={(event) => column.toggleVisibility(event.currentTarget.checked)}
            />
          ))}
        </Stack>
        <Menu.Divider />
        <Menu.Item
          onClick={() => {
            table.resetColumnSizing(true);
            for (const column of table.getAllLeafColumns()) column.toggleVisibility(true);
          }}
        >
          Show all, usual widths
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
