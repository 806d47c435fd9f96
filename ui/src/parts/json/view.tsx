/** Shows a body: JSON laid out, highlighted, foldable and searchable; anything else as plain text. */
import { ActionIcon, Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import type { Body } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { tellDone, tellFault } from "../fault";
import { Icon } from "../icon";
import { byteSize } from "../time-text";
import { type CodeHandle, CodeText } from "./code";
import { indentJson, isLayoutJson } from "./indent";
import classes from "./json.module.css";

export interface JsonViewProps {
  /** What the text is, for screen readers and as the heading. */
  label: string;
  /** A body from the engine, or a text. */
  body: Body | string;
  /** The name to save it under; without one there is no saving. */
  fileName?: string;
  maxHeight?: number | string;
  /** Said beside the size, such as "cut after 64 KiB". */
  note?: string;
}

export function JsonView({ label, body, fileName, maxHeight, note }: JsonViewProps) {
  const host = useHost();
  const text = typeof body === "string" ? body : body.text;
  const size = typeof body === "string" ? new Blob([body]).size : body.size;
  const binary = typeof body !== "string" && body.base64;
  const isJson = useMemo(() => !binary && isLayoutJson(text), [binary, text]);
  const [exact, setExact] = useState(false);
  const laidOut = useMemo(() => (isJson && !exact ? indentJson(text) : text), [isJson, exact, text]);
  const handle = useRef<CodeHandle | null>(null);

  // `false`: the person thought better of it, which needs no word.
  const doing = (work: Promise<unknown>, done: string) =>
    void work.then(
      (did) => did !== false && tellDone(done),
      (thrown) => tellFault(toFault(thrown)),
    );

  return (
    <div className={classes.view}>
      <Group className={classes.bar} gap={6} wrap="nowrap">
        <Text size="xs" fw={600} className="clip">
          {label}
        </Text>
        <Text size="xs" c="dimmed" className="clip" style={{ flex: 1 }}>
          {size === 0 ? "empty" : byteSize(size)}
          {binary && " · not text, shown as base64"}
          {note && ` · ${note}`}
        </Text>
        {isJson && (
          <SegmentedControl
            size="xs"
            aria-label="Layout"
            value={exact ? "exact" : "laid out"}
            onChange={(value) => setExact(value === "exact")}
            data={[
              { value: "laid out", label: "Laid out" },
              { value: "exact", label: "Exact" },
            ]}
            classNames={{ root: classes.layout, label: classes.layoutLabel }}
          />
        )}
        {size > 0 && (
          <>
            <Tooltip label="Search in it">
              <ActionIcon aria-label={`Search in ${label}`} onClick={() => handle.current?.search()}>
                <Icon name="search" size={14} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Copy exactly as it was">
              <ActionIcon aria-label={`Copy ${label}`} onClick={() => doing(host.copy(text), "Copied.")}>
                <Icon name="copy" size={14} />
              </ActionIcon>
            </Tooltip>
            {fileName && (
              <Tooltip label="Save to a file">
                <ActionIcon
                  aria-label={`Save ${label}`}
                  onClick={() => doing(host.saveFile(fileName, text), `Saved ${fileName}.`)}
                >
                  <Icon name="save" size={14} />
                </ActionIcon>
              </Tooltip>
            )}
          </>
        )}
      </Group>
      {size > 0 && (
        <CodeText
          text={laidOut}
          label={label}
          language={isJson ? "json" : "text"}
          maxHeight={maxHeight}
          handle={handle}
        />
      )}
    </div>
  );
}
