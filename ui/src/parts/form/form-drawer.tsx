/** A form beside the list it belongs to. */
import { Button, Drawer, Group, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Fault } from "../../bindings";
import { Confirm } from "../confirm";
import { FaultAlert } from "../fault";
import classes from "./form-drawer.module.css";

type Props = {
  title: string;
  children: ReactNode;
  /** Whether something was changed that closing would lose. */
  dirty: boolean;
  saving: boolean;
  fault: Fault | null;
  submit: string;
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
  /** What saving does to what is there already. */
  note?: ReactNode;
};

export function FormDrawer(props: Props) {
  const { title, children, dirty, saving, fault, submit, onSubmit, onClose, note } = props;
  const [leaving, setLeaving] = useState(false);
  const leave = () => (dirty ? setLeaving(true) : onClose());
  return (
    <Drawer
      opened
      onClose={leave}
      title={title}
      position="right"
      size={640}
      classNames={classes}
      overlayProps={{ backgroundOpacity: 0.4 }}
    >
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          // A drawer may stand inside another form's tree.
          event.stopPropagation();
          onSubmit(event);
        }}
      >
        <Stack gap="md" className={classes.fields}>
          {children}
        </Stack>
        <div className={classes.foot}>
          {fault && <FaultAlert fault={fault} />}
          {note}
          <Group gap="xs">
            <Button type="submit" loading={saving}>
              {submit}
            </Button>
            <Button variant="default" onClick={leave}>
              Cancel
            </Button>
          </Group>
        </div>
      </form>
      {leaving && (
        <Confirm
          title="Throw away your changes?"
          action="Throw away"
          onConfirm={onClose}
          onClose={() => setLeaving(false)}
        >
          What you changed in this form is not saved.
        </Confirm>
      )}
    </Drawer>
  );
}
