import { Button, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";
import type { KeyState } from "../../bindings";
import { useKeyCommand } from "./use-key-command";

const SHORTEST = 8;

type Props = {
  command: "security.use_passphrase" | "security.unlock";
  submit: string;
  onDone: (state: KeyState) => void;
};

/** Asks for a passphrase; a new one twice. */
export function PassphraseForm({ command, submit, onDone }: Props) {
  const fresh = command === "security.use_passphrase";
  const [text, setText] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const { run, busy, fault, wrong } = useKeyCommand(onDone);
  const short = fresh && [...text].length < SHORTEST ? `At least ${SHORTEST} characters; a few words are good.` : null;
  const differs = fresh && text !== again ? "The two are not the same." : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // The form that needs the key may stand around this one.
        event.stopPropagation();
        setTried(true);
        if (text === "" || short || differs) return;
        void run(command, { passphrase: text });
      }}
    >
      <Stack gap="xs">
        <PasswordInput
          label={fresh ? "New passphrase" : "Passphrase"}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={(tried && (short ?? (text === "" ? "Give the passphrase." : null))) || wrong}
          autoComplete="off"
          data-autofocus
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
        {!wrong && fault}
        <Button type="submit" loading={busy}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
