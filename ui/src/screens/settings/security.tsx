/** How secrets are kept: the state of their key, and what can be done about it. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { KeyState } from "../../bindings";
import { Badge, type Tone } from "../../parts/badge";
import { tellDone } from "../../parts/fault";
import { BeginAnew } from "../../parts/form/begin-anew";
import { Choose, KeyDialog } from "../../parts/form/key-dialog";
import { PassphraseForm } from "../../parts/form/passphrase-form";
import { Answer } from "../../parts/states";
import { useCommand } from "../../query";

const WORDS: Record<string, { tone: Tone; word: string; says: string }> = {
  unset: {
    tone: "retrying",
    word: "Not chosen yet",
    says: "No password, token or signing key can be stored until you choose where the key to them lies.",
  },
  os_key_store: {
    tone: "delivered",
    word: "In this system's key store",
    says: "The key opens by itself when you are logged in. A copied data file opens nothing without it.",
  },
  passphrase: {
    tone: "delivered",
    word: "Under a passphrase, unlocked",
    says: "Hookdesk asks for it after each start. Forgotten, the stored secrets are lost and must be entered anew.",
  },
  locked: {
    tone: "held",
    word: "Locked",
    says: "Messages that need a secret are held until the passphrase is given; no attempt is counted.",
  },
  os_key_store_away: {
    tone: "rejected",
    word: "The key store does not answer",
    says: "The key is in this system's key store, which cannot be reached now. Messages that need a secret are held.",
  },
};

export function Security() {
  const info = useCommand("system.info", {});
  return <Answer query={info}>{({ key }) => <State state={key} />}</Answer>;
}

function State({ state }: { state: KeyState }) {
  const [asking, setAsking] = useState<"choose" | "change" | "passphrase" | "anew" | null>(null);
  const words = WORDS[state.state] ?? { tone: "none" as Tone, word: state.state, says: "" };
  const done = (message: string) => () => {
    setAsking(null);
    tellDone(message);
  };
  return (
    <Stack gap="xs" py="sm">
      <Badge tone={words.tone}>{words.word}</Badge>
      <Text c="dimmed" maw={640}>
        {words.says}
      </Text>
      {state.wrong_passphrase && (
        <Text c="red" maw={640} role="alert">
          The passphrase given at start (HOOKDESK_PASSPHRASE) is wrong.
        </Text>
      )}
      <Group gap="xs">
        {!state.open && (
          <Button onClick={() => setAsking("choose")}>
            {state.state === "locked" ? "Unlock" : state.state === "unset" ? "Choose" : "Try again"}
          </Button>
        )}
        {state.open && (
          <Button variant="default" onClick={() => setAsking("change")}>
            Keep it elsewhere
          </Button>
        )}
        {state.state === "passphrase" && (
          <Button variant="default" onClick={() => setAsking("passphrase")}>
            Change the passphrase
          </Button>
        )}
        {(state.state === "locked" || state.state === "os_key_store_away") && (
          <Button variant="default" onClick={() => setAsking("anew")}>
            Begin anew
          </Button>
        )}
      </Group>
      {asking === "choose" && (
        <KeyDialog
          state={state}
          onCancel={() => setAsking(null)}
          onOpen={done("Secrets can be stored and used now.")}
        />
      )}
      {asking === "change" && (
        <Modal opened onClose={() => setAsking(null)} title="Keep the key elsewhere" size="lg">
          <Choose state={state} onOpen={done("The key is kept there now. Stored secrets stay as they are.")} />
        </Modal>
      )}
      {asking === "anew" && (
        <BeginAnew
          onCancel={() => setAsking(null)}
          onDone={done("The old secrets are forgotten. Choose where the new key lies, then enter them again.")}
        />
      )}
      {asking === "passphrase" && (
        <Modal opened onClose={() => setAsking(null)} title="Change the passphrase" size="md">
          <PassphraseForm
            command="security.use_passphrase"
            submit="Change it"
            change
            onDone={done("The passphrase is changed. Stored secrets stay as they are.")}
          />
        </Modal>
      )}
    </Stack>
  );
}
