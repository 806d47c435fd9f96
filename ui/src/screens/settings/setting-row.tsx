/** One setting: what it does, its control, and the way back to the default. */
import { Button, Group, Text } from "@mantine/core";
import { useId, useState } from "react";
import type { Fault, Setting } from "../../bindings";
import { toFault } from "../../host/host";
import { tellDone } from "../../parts/fault";
import { useAct } from "../../query";
import { sentence } from "../../words";
import { describe, isDefault, nameOf } from "./groups";
import { SettingControl } from "./setting-control";
import classes from "./settings.module.css";

export function SettingRow({ setting }: { setting: Setting }) {
  const act = useAct("settings.set", ["settings.list"]);
  const [fault, setFault] = useState<Fault | null>(null);
  const id = useId();
  const save = async (value: unknown) => {
    setFault(null);
    try {
      await act.mutateAsync({ key: setting.key, value });
      tellDone(value === null ? `${nameOf(setting)}: back to the default.` : `${nameOf(setting)}: saved.`);
    } catch (thrown) {
      setFault(toFault(thrown));
    }
  };
  return (
    <section className={classes.row} aria-labelledby={id}>
      <div>
        <Text fw={500} id={id}>
          {nameOf(setting)}
        </Text>
        <Text size="xs" c="dimmed">
          {describe(setting)}
        </Text>
        <Group gap={6} mt={2}>
          <Text size="xs" c="dimmed" className="mono">
            {setting.key}
          </Text>
          {!isDefault(setting) && (
            <Button variant="subtle" size="compact-xs" loading={act.isPending} onClick={() => void save(null)}>
              Back to the default
            </Button>
          )}
        </Group>
      </div>
      <div className={setting.kind === "retry" ? classes.wide : undefined}>
        {/* The value is part of the key: what comes from elsewhere replaces what stands in the control. */}
        <SettingControl
          key={JSON.stringify(setting.value)}
          setting={setting}
          busy={act.isPending}
          onSave={save}
          labelledBy={id}
        />
        {fault && (
          <Text size="xs" c="red" role="alert" mt={4}>
            {sentence(fault.message)} {fault.next}
          </Text>
        )}
      </div>
    </section>
  );
}
