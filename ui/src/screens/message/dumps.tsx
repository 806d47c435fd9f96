/** The dump files of a message: each attempt's exact request and response, where debug was on. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { JsonView } from "../../parts/json";
import { Answer } from "../../parts/states";
import { Time } from "../../parts/time";
import { byteSize } from "../../parts/time-text";
import { useCommand } from "../../query";
import classes from "./message.module.css";

export function Dumps({ messageId }: { messageId: string }) {
  const list = useCommand("dumps.list", { message_id: messageId });
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Answer query={list}>
      {(dumps) => {
        const file = chosen ?? dumps[0]?.file;
        if (file === undefined) {
          return (
            <Text c="dimmed">
              There are no dumps. Switch debug on for the{" "}
              <Link to="/subscriptions" className={classes.link}>
                subscription
              </Link>{" "}
              or for all in{" "}
              <Link to="/settings" className={classes.link}>
                Settings
              </Link>
              , and each attempt is written to a file.
            </Text>
          );
        }
        return (
          <Stack gap="xs">
            <Group gap={6}>
              {dumps.map((dump) => (
                <Button
                  key={dump.file}
                  variant={dump.file === file ? "light" : "default"}
                  size="compact-xs"
                  onClick={() => setChosen(dump.file)}
                  title={dump.file}
                >
                  <span>
                    Attempt {dump.number} · <Time at={dump.written_at} /> · {byteSize(dump.size)}
                  </span>
                </Button>
              ))}
            </Group>
            <DumpText file={file} />
          </Stack>
        );
      }}
    </Answer>
  );
}

function DumpText({ file }: { file: string }) {
  const dump = useCommand("dumps.get", { file });
  return (
    <Answer query={dump}>{({ text }) => <JsonView label={file} body={text} fileName={file} maxHeight="55vh" />}</Answer>
  );
}
