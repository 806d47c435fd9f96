/** The body that is signed: typed or pasted text, or a file's bytes as they are. A text field would change its line ends,
 * and cannot hold what is no text. */
import { Button, CloseButton, FileButton, Group, Text, Textarea } from "@mantine/core";
import { type ClipboardEvent, useState } from "react";
import { Beside } from "../../parts/form/beside";
import classes from "./signing.module.css";

/** In base64 it must fit into one call to the engine. */
const MOST = 3 * 1024 * 1024;

export type Given = { text: string } | { name: string; bytes: Uint8Array };

export const NO_BODY: Given = { text: "" };

/** As the engine takes it. */
export function onWire(given: Given): { body: string; body_base64?: string } {
  if ("text" in given) return { body: given.text };
  let binary = "";
  for (const byte of given.bytes) binary += String.fromCharCode(byte);
  return { body: "", body_base64: btoa(binary) };
}

type Props = {
  given: Given;
  onChange: (given: Given) => void;
  onPaste?: ((event: ClipboardEvent<HTMLTextAreaElement>) => void) | undefined;
};

export function BodyField({ given, onChange, onPaste }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const set = (next: Given) => {
    setProblem(null);
    onChange(next);
  };
  const choose = async (file: File | null) => {
    if (!file) return;
    if (file.size > MOST) return setProblem(`${file.name} is larger than 3 MiB.`);
    try {
      set({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch {
      setProblem(`${file.name} could not be read.`);
    }
  };
  const size = "text" in given ? new TextEncoder().encode(given.text).length : given.bytes.length;
  return (
    <Beside
      label="Body"
      description={`Byte for byte: a space or a newline more is another body. ${bytes(size)}`}
      error={problem}
      field={(props) =>
        "text" in given ? (
          <Textarea
            flex={1}
            classNames={{ input: classes.mono }}
            resize="vertical"
            rows={9}
            spellCheck={false}
            value={given.text}
            onPaste={onPaste}
            onChange={(event) => set({ text: event.currentTarget.value })}
            {...props}
          />
        ) : (
          <Group flex={1} gap="xs" wrap="nowrap" role="group" aria-label="Body from a file">
            <Text className={classes.mono} truncate>
              {given.name}
            </Text>
            <CloseButton aria-label="Type the body instead" onClick={() => set(NO_BODY)} />
          </Group>
        )
      }
    >
      <FileButton onChange={choose}>
        {(props) => (
          <Button variant="default" style={{ alignSelf: "flex-start" }} {...props}>
            From a file
          </Button>
        )}
      </FileButton>
    </Beside>
  );
}

function bytes(count: number): string {
  return count === 1 ? "1 byte." : `${count.toLocaleString("en")} bytes.`;
}
