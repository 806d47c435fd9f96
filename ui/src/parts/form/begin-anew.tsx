/** Gives up a key that is lost: says what goes with it, and asks for the words. */
import { Button, Group, List, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { KeyState, LostSecrets } from "../../bindings";
import { useCommand } from "../../query";
import { plural } from "../../words";
import { Answer } from "../states";
import { useKeyCommand } from "./use-key-command";

/** What a person types before secrets are forgotten; the engine asks for the same. */
const WORDS = "lose my secrets";

type Props = { onCancel: () => void; onDone: (state: KeyState) => void };

export function BeginAnew({ onCancel, onDone }: Props) {
  const lost = useCommand("security.what_is_lost", {});
  const [words, setWords] = useState("");
  const { run, busy, fault } = useKeyCommand(onDone);
  return (
    <Modal opened onClose={onCancel} title="Begin anew without the stored secrets" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim() === WORDS && !busy) void run("security.begin_anew", { confirm: words });
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            Only where the key is lost for good: nobody can recover what was sealed under it. Hookdesk forgets all of it
            and you choose a new key. No message is lost: those that need a secret stay held until it is entered again.
          </Text>
          <Answer query={lost}>{(lost) => <Lost lost={lost} />}</Answer>
          <TextInput
            label={`Type “${WORDS}”`}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          {fault}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onCancel} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={busy} disabled={words.trim() !== WORDS}>
              Forget them
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Lost({ lost }: { lost: LostSecrets }) {
  const named: [string, string[]][] = [
    ["Passwords, tokens and keys of connections", lost.connections],
    ["Signing keys of subscriptions", lost.subscriptions],
    ["Named secrets", lost.named],
  ];
  const rows = named.filter(([, names]) => names.length > 0).map(([what, names]) => `${what}: ${names.join(", ")}`);
  if (lost.tokens > 0)
    rows.push(plural(lost.tokens, "authorization must be given again", "authorizations must be given again"));
  if (lost.signature_keys > 0)
    rows.push(
      `${plural(lost.signature_keys, "private key", "private keys")} of the webhooks' signature; receivers need the public half of a new one`,
    );
  if (rows.length === 0) return <Text size="sm">No secret is stored.</Text>;
  return (
    <div>
      <Text size="sm" fw={600} id="what-is-lost">
        What is lost
      </Text>
      <List size="sm" aria-labelledby="what-is-lost">
        {rows.map((row) => (
          <List.Item key={row}>{row}</List.Item>
        ))}
      </List>
    </div>
  );
}
