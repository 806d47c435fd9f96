/** Edits JSON; says while typing whether it is JSON and, if not, where it goes wrong. */
import { Button, Group, Input } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { CodeText } from "./code";
import { indentJson, isLayoutJson } from "./indent";
import classes from "./json.module.css";
import { jsonProblem, problemSentence } from "./problem";

export interface JsonEditorProps {
  label: string;
  description?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  /** What the engine says about it. */
  error?: ReactNode;
  minHeight?: number;
  maxHeight?: number | string;
}

export function JsonEditor({
  label,
  description,
  value,
  onChange,
  error,
  minHeight = 200,
  maxHeight = 420,
}: JsonEditorProps) {
  const problem = useMemo(() => (value.trim() === "" ? null : jsonProblem(value)), [value]);
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={problem ? problemSentence(problem) : error}
      labelElement="div"
    >
      <div className={classes.view}>
        <CodeText
          text={value}
          label={label}
          language="json"
          onChange={onChange}
          minHeight={minHeight}
          maxHeight={maxHeight}
        />
      </div>
      <Group justify="flex-end" mt={4}>
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={problem !== null || !isLayoutJson(value)}
          onClick={() => onChange(indentJson(value))}
        >
          Lay out
        </Button>
      </Group>
    </Input.Wrapper>
  );
}
