/** What can be done with one webhook. */

import { Menu } from "@mantine/core";
import type { SavedWebhook } from "../../bindings";
import { Icon } from "../../parts/icon";
import classes from "./webhooks.module.css";

export interface RowMenuProps {
  row: SavedWebhook;
  onEdit: (row: SavedWebhook) => void;
  onTest: (row: SavedWebhook) => void;
  onLogs: (row: SavedWebhook) => void;
  onDelete: (row: SavedWebhook) => void;
}

export function RowMenu({ row, onEdit, onTest, onLogs, onDelete }: RowMenuProps) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <button type="button" className={classes.select} aria-label={`Actions of ${row.name}`}>
          Select <Icon name="down" size={10} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="edit" size={13} />} onClick={() => onEdit(row)}>
          Edit
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="send" size={13} />} onClick={() => onTest(row)}>
          Test Webhook
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="messages" size={13} />} onClick={() => onLogs(row)}>
          Show Logs
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<Icon name="trash" size={13} />} onClick={() => onDelete(row)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
