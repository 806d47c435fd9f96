import { Button, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";
import type { KeyState } from "../../bindings";
import { useKeyCommand } from "./use-key-command";

const SHORTEST = 8;

type Props = {
  command: "security.use_passphrase" | "security.unlock";
  submit: string;
  /** A passphrase is in force, and must be given to change it. */
  change?: boolean;
  onDone: (state: KeyState) => void;
};

/** Asks for a passphrase; a new one twice, and where one is changed for that one too. */
export function PassphraseForm({ command, submit, change = false, onDone }: Props) {
  const fresh = command === "security.use_passphrase";
  const [current, setCurrent] = useState("");
  const [text, setText] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const { run, busy, fault, wrong, wrongCurrent } = useKeyCommand(onDone);
  const short = fresh && [...text].length < SHORTEST ? `At least ${SHORTEST} characters; a few words are good.` : null;
  const differs = fresh && text !== again ? "The two are not the same." : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // The form that needs the key may stand around this one.
        event.stopPropagation();
        setTried(true);
        if (text === "" || short || differs || (change && current === "")) return;
        void run(command, change ? { passphrase: text, current } : { passphrase: text });
      }}
    >
      <Stack gap="xs">
        {change && (
          <PasswordInput
            label="Present passphrase"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={(tried && current === "" && "Give the passphrase that is in force.") || wrongCurrent}
            autoComplete="off"
            data-autofocus
          />
        )}
        <PasswordInput
          label={fresh ? "New passphrase" : "Passphrase"}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={(tried && (short ?? (text === "" ? "Give the passphrase." : null))) || wrong}
          autoComplete="off"
          data-autofocus={change ? undefined : true}
        />
        {fresh && (
          <PasswordInput
            label="Once more"
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={tried && differs}
            autoComplete="off"
          />
        )}
        {!wrong && !wrongCurrent && fault}
        <Button type="submit" loading={busy}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
