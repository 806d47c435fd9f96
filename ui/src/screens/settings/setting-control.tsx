/** The control of each kind of setting. */
import { Button, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import type { RetryPolicy, Setting } from "../../bindings";
import { DurationInput } from "../../parts/form/duration-input";
import { toText } from "../../parts/form/durations";
import { type RetryForm, retrySchema, toPolicy, toRetryForm } from "../../parts/form/retry";
import { RetryField } from "../../parts/form/retry-field";
import { whole } from "../../parts/form/rules";
import { JsonEditor, jsonProblem } from "../../parts/json";
import { choiceName, nameOf } from "./groups";

type Props = {
  setting: Setting;
  busy: boolean;
  onSave: (value: unknown) => Promise<void>;
  /** The id of the setting's name. */
  labelledBy: string;
};

export function SettingControl(props: Props) {
  const { setting, busy, onSave, labelledBy } = props;
  switch (setting.kind) {
    case "bool":
      return (
        <Switch
          aria-labelledby={labelledBy}
          checked={setting.value === true}
          disabled={busy}
          onChange={(event) => void onSave(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <Select
          aria-labelledby={labelledBy}
          data={setting.choices.map((choice) => ({ value: choice, label: choiceName(setting, choice) }))}
          value={String(setting.value)}
          disabled={busy}
          allowDeselect={false}
          onChange={(choice) => choice !== null && choice !== setting.value && void onSave(choice)}
        />
      );
    case "int":
      return <Whole {...props} />;
    case "retry":
      return <Retry {...props} />;
    case "object":
      return <Json {...props} />;
    case "text":
      return <Plain {...props} />;
    default:
      // A kind of a newer engine: shown, not editable here.
      return <Text className="mono">{JSON.stringify(setting.value)}</Text>;
  }
}

/** Saves on Enter, on the button, never by leaving the field: a slip of the mouse changes nothing. */
function Draft({ changed, problem, busy, onSave, children }: DraftProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !problem) onSave();
      }}
    >
      <Group gap="xs" align="flex-start" wrap="nowrap">
        {children}
        {changed && (
          <Button type="submit" loading={busy} disabled={problem !== null}>
            Save
          </Button>
        )}
      </Group>
    </form>
  );
}

type DraftProps = { changed: boolean; problem: string | null; busy: boolean; onSave: () => void; children: ReactNode };

function Whole({ setting, busy, onSave, labelledBy }: Props) {
  const stored = Number(setting.value);
  const [value, setValue] = useState<number | string | null>(stored);
  const { min, max } = setting;
  const inTime = setting.key.endsWith("_ms");
  const range = whole(min ?? Number.MIN_SAFE_INTEGER, max ?? Number.MAX_SAFE_INTEGER);
  const failed = range.safeParse(value).error?.issues[0]?.message ?? null;
  const problem = failed && inTime ? `A time from ${toText(min ?? 0)} to ${toText(max ?? 0)}.` : failed;
  const common = { "aria-labelledby": labelledBy, error: problem, flex: 1 };
  return (
    <Draft changed={value !== stored} problem={problem} busy={busy} onSave={() => void onSave(value)}>
      {inTime ? (
        <DurationInput {...common} value={typeof value === "number" ? value : null} onChange={setValue} />
      ) : (
        <NumberInput {...common} value={value ?? ""} onChange={setValue} allowDecimal={false} clampBehavior="none" />
      )}
    </Draft>
  );
}

function Plain({ setting, busy, onSave, labelledBy }: Props) {
  const [value, setValue] = useState(String(setting.value ?? ""));
  const changed = value !== String(setting.value ?? "");
  return (
    <Draft changed={changed} problem={null} busy={busy} onSave={() => void onSave(value)}>
      <TextInput
        flex={1}
        aria-labelledby={labelledBy}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </Draft>
  );
}

function Json({ setting, busy, onSave }: Props) {
  const stored = JSON.stringify(setting.value, null, 2);
  const [text, setText] = useState(stored);
  const wrong = jsonProblem(text) !== null;
  return (
    <Stack gap="xs">
      <JsonEditor label={nameOf(setting)} value={text} onChange={setText} minHeight={60} maxHeight={260} />
      {text !== stored && (
        <div>
          <Button loading={busy} disabled={wrong} onClick={() => void onSave(JSON.parse(text))}>
            Save
          </Button>
        </div>
      )}
    </Stack>
  );
}

function Retry({ setting, busy, onSave }: Props) {
  const form = useForm<{ retry: RetryForm }>({
    initialValues: { retry: toRetryForm(setting.value as RetryPolicy) },
    validate: schemaResolver(z.object({ retry: retrySchema }), { sync: true }),
    validateInputOnChange: true,
  });
  const policy = toPolicy(form.values.retry);
  const changed = policy === null || JSON.stringify(policy) !== JSON.stringify(setting.value);
  return (
    <form onSubmit={form.onSubmit(() => void onSave(policy))}>
      <Stack gap="xs">
        <RetryField form={form} value={form.values.retry} />
        {changed && (
          <div>
            <Button type="submit" loading={busy} disabled={policy === null}>
              Save
            </Button>
          </div>
        )}
      </Stack>
    </form>
  );
}
