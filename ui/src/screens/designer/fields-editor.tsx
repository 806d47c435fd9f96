/** The fields of the body: name, where its value comes from, how it is converted, whether it is sent. */

import { ActionIcon, Button, Switch, TextInput } from "@mantine/core";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import type { ContentField } from "../../bindings";
import { Icon } from "../../parts/icon";
import { completeConverter, completePath } from "./complete";
import { moved, withField } from "./content";
import classes from "./designer.module.css";
import { carriesPath, droppedPath } from "./drag";
import { EditorRow } from "./editor-row";
import type { EditorProps } from "./editors";
import { isWrong } from "./said";
import { SuggestInput } from "./suggest-input";

export function FieldsEditor({ content, onChange, said, paths, vocabulary, focusOn }: EditorProps) {
  const { fields } = content;
  const [over, setOver] = useState(false);
  const put = (list: ContentField[]) => onChange({ ...content, fields: list });
  const change = (at: number, part: Partial<ContentField>) =>
    put(fields.map((field, index) => (index === at ? { ...field, ...part } : field)));
  const shift = (event: KeyboardEvent, at: number) => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!event.altKey || step === 0) return;
    event.preventDefault();
    put(moved(fields, at, at + step));
    focusOn(`fields[${Math.max(0, Math.min(fields.length - 1, at + step))}].name`);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const path = droppedPath(event);
    if (path === null) return;
    const next = withField(content, path);
    onChange(next.content);
    focusOn(`fields[${next.at}].name`);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the payload's keys add fields too
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!carriesPath(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={drop}
    >
      {fields.length === 0 ? (
        <p className={classes.hint}>
          No fields: the whole payload is sent as it is. Click a value on the left, or drag it here, to send only that.
        </p>
      ) : (
        <div className={`${classes.fieldRow} ${classes.rowHead}`} aria-hidden="true">
          <span>Name in the body</span>
          <span />
          <span>Source</span>
          <span>Converter</span>
          <span>Active</span>
          <span />
        </div>
      )}
      {fields.map((field, at) => {
        const place = `fields[${at}]`;
        const off = field.active === false;
        return (
          <EditorRow
            // A row has no identity of its own; its place is what the faults know it by.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            label={`Field ${at + 1}`}
            {...{ place, said, off }}
            onKeyDown={(event) => shift(event, at)}
          >
            <div className={classes.fieldRow}>
              <TextInput
                aria-label={`Field ${at + 1} name`}
                placeholder={field.source || "product.sku"}
                className={classes.mono}
                spellCheck={false}
                autoComplete="off"
                title="Alt + ↑ or ↓ moves the field"
                data-path={`${place}.name`}
                error={isWrong(said, `${place}.name`)}
                value={field.name}
                onChange={(event) => change(at, { name: event.currentTarget.value })}
                onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
              />
              <span className={classes.arrow} aria-hidden="true">
                ←
              </span>
              <SuggestInput
                aria-label={`Field ${at + 1} source`}
                placeholder={field.name === "" ? "data.quote_item.sku" : field.name}
                className={classes.mono}
                takesPaths
                data-path={`${place}.source`}
                error={isWrong(said, `${place}.source`)}
                value={field.source ?? ""}
                onChange={(source) => change(at, { source: source === "" ? undefined : source })}
                suggest={(typed) => completePath(typed, paths, vocabulary)}
              />
              <SuggestInput
                aria-label={`Field ${at + 1} converter`}
                placeholder="none"
                className={classes.mono}
                data-path={`${place}.converter`}
                error={isWrong(said, `${place}.converter`)}
                value={field.converter ?? ""}
                onChange={(converter) => change(at, { converter: converter === "" ? undefined : converter })}
                suggest={(typed) => completeConverter(typed, vocabulary)}
              />
              <Switch
                aria-label={`Field ${at + 1} active`}
                checked={!off}
                onChange={(event) => change(at, { active: event.currentTarget.checked })}
              />
              <ActionIcon
                color="gray"
                aria-label={`Delete field ${at + 1}`}
                onClick={() => put(fields.filter((_, index) => index !== at))}
              >
                <Icon name="trash" size={14} />
              </ActionIcon>
            </div>
          </EditorRow>
        );
      })}
      <Button
        variant="default"
        size="compact-xs"
        mt={6}
        leftSection={<Icon name="plus" size={11} />}
        onClick={() => {
          put([...fields, { name: "" }]);
          focusOn(`fields[${fields.length}].name`);
        }}
      >
        Add field
      </Button>
    </div>
  );
}
