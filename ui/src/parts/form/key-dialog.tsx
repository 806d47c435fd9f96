import { Button, Modal, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { KeyState } from "../../bindings";
import { PassphraseForm } from "./passphrase-form";
import { useKeyCommand } from "./use-key-command";

type Props = {
  state: KeyState;
  /** Closes without a key. */
  onCancel: () => void;
  /** The key is open now. */
  onOpen: (state: KeyState) => void;
};

/** Asks how secrets are to be kept, or for the passphrase, where a secret is needed and the key is not open. */
export function KeyDialog({ state, onCancel, onOpen }: Props) {
  const locked = state.state === "locked";
  return (
    <Modal
      opened
      onClose={onCancel}
      title={locked ? "Unlock your secrets" : "How shall secrets be kept?"}
      size="lg"
      zIndex={400}
    >
      {locked && <Unlock state={state} onOpen={onOpen} />}
      {state.state === "os_key_store_away" && <Away onOpen={onOpen} />}
      {!locked && state.state !== "os_key_store_away" && <Choose state={state} onOpen={onOpen} />}
    </Modal>
  );
}

function Unlock({ state, onOpen }: { state: KeyState; onOpen: Props["onOpen"] }) {
  return (
    <Stack gap="sm">
      <Text size="sm">
        {state.wrong_passphrase && "The passphrase given at start (HOOKDESK_PASSPHRASE) is wrong. "}
        The key to your stored secrets is under a passphrase. Give it once; Hookdesk asks again after a restart. Where
        it is lost, Settings, Security, offers to begin anew.
      </Text>
      <PassphraseForm command="security.unlock" submit="Unlock" onDone={onOpen} />
    </Stack>
  );
}

function Away({ onOpen }: { onOpen: Props["onOpen"] }) {
  const { run, busy, fault } = useKeyCommand(onOpen);
  return (
    <Stack gap="sm">
      <Text size="sm">
        The key to your stored secrets is in this system's key store, which does not answer now. Unlock the login
        keyring or start its service, then try again. Where the key is lost, Settings, Security, offers to begin anew.
      </Text>
      {fault}
      <Button loading={busy} onClick={() => run("security.use_os", {})}>
        Try again
      </Button>
    </Stack>
  );
}

/** The choice, with what each side costs; nothing is chosen silently. */
export function Choose({ state, onOpen }: { state: KeyState; onOpen: Props["onOpen"] }) {
  const [way, setWay] = useState(state.os_available && state.state !== "os_key_store" ? "os" : "passphrase");
  const { run, busy, fault } = useKeyCommand(onOpen);
  return (
    <Stack gap="sm">
      <Text size="sm">
        Passwords, tokens and signing keys are sealed in the data file. The key that opens them must lie elsewhere; you
        choose where.
      </Text>
      <Radio.Group value={way} onChange={setWay} aria-label="Where the key lies">
        <Stack gap="xs">
          <Radio
            value="os"
            disabled={!state.os_available}
            label="This system's key store"
            description={
              state.os_available
                ? "Opens by itself when you log in. Whoever can use your session can use the secrets; a copied data file alone opens nothing."
                : "Not to be had here: no key store answers on this machine."
            }
          />
          <Radio
            value="passphrase"
            label="A passphrase"
            description="You give it each time Hookdesk starts (or HOOKDESK_PASSPHRASE on a server); until then messages that need a secret are held. Forgotten means the stored secrets are lost and must be entered anew: nobody can recover them."
          />
        </Stack>
      </Radio.Group>
      {way === "os" ? (
        <>
          {fault}
          <Button loading={busy} onClick={() => run("security.use_os", {})}>
            Use the key store
          </Button>
        </>
      ) : (
        <PassphraseForm command="security.use_passphrase" submit="Use this passphrase" onDone={onOpen} />
      )}
    </Stack>
  );
}
