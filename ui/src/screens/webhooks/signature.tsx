/** The digital signature: whether requests carry one, and the key receivers check it with. */
import { Button, Code, Group, Modal, NumberInput, Stack, Switch, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Signature } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { FaultAlert, tellDone, tellFault } from "../../parts/fault";
import { Answer } from "../../parts/states";
import { Distance, Time } from "../../parts/time";
import { useAct, useCommand } from "../../query";
import { WebhookArea } from "./area";
import classes from "./webhooks.module.css";

export function SignatureScreen() {
  const signature = useCommand("signature.get", {});
  return (
    <WebhookArea title="Digital signature" scroll>
      <Answer query={signature}>{(data) => <Keys signature={data} />}</Answer>
    </WebhookArea>
  );
}

function Keys({ signature }: { signature: Signature }) {
  const { enabled, public_key, previous, created_at } = signature;
  const set = useAct("signature.set", ["signature.get"]);
  const [asking, setAsking] = useState(false);
  return (
    <Stack gap="lg" className={classes.narrow}>
      <Switch
        label="Sign every request"
        description="Adds x-adobe-commerce-webhook-signature: RSA with SHA-256 over the base64 text of the body."
        checked={enabled}
        disabled={set.isPending}
        onChange={(event) => set.mutate({ enabled: event.currentTarget.checked }, { onError: tellFault })}
      />
      {public_key === null ? (
        <Stack gap="xs" align="flex-start">
          <Text c="dimmed">There is no key pair yet. It is made when signing is switched on, or now.</Text>
          <Button variant="default" onClick={() => setAsking(true)}>
            Make a key pair
          </Button>
        </Stack>
      ) : (
        <PublicKey
          title="Public key"
          text={public_key}
          note={
            created_at && (
              <>
                made <Time at={created_at} />
              </>
            )
          }
        >
          <Button variant="default" onClick={() => setAsking(true)}>
            Regenerate key pair…
          </Button>
        </PublicKey>
      )}
      {previous && (
        <PublicKey
          title="Previous public key"
          text={previous.public_key}
          note={
            <>
              signs Adobe's header until <Time at={previous.until} /> (<Distance at={previous.until} />
              ); the new key's signature is in <Code>x-hookdesk-webhook-signature-next</Code>
            </>
          }
        />
      )}
      <Text size="xs" c="dimmed">
        A receiver decodes the header from base64 and verifies it against the base64 text of the very bytes it received,
        for instance with <Code>createVerify("SHA256").update(base64Body)</Code>. The private key never leaves the
        sealed data file.
      </Text>
      {asking && <Regenerate first={public_key === null} onClose={() => setAsking(false)} />}
    </Stack>
  );
}

type KeyProps = { title: string; text: string; note: React.ReactNode; children?: React.ReactNode };

function PublicKey({ title, text, note, children }: KeyProps) {
  const host = useHost();
  const [more, setMore] = useState(children !== undefined);
  const copy = () =>
    void host.copy(text).then(
      () => tellDone("Public key copied."),
      (thrown) => tellFault(toFault(thrown)),
    );
  return (
    <section aria-label={title}>
      <Group gap="xs" mb={6}>
        <Title order={3}>{title}</Title>
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      </Group>
      {more && (
        <pre className={classes.key} role="document" aria-label={`${title}, PEM`}>
          {text}
        </pre>
      )}
      <Group gap="xs" mt={8}>
        <Button variant="default" onClick={copy}>
          Copy public key
        </Button>
        {!more && (
          <Button variant="subtle" onClick={() => setMore(true)}>
            Show it
          </Button>
        )}
        {children}
      </Group>
    </section>
  );
}

function Regenerate({ first, onClose }: { first: boolean; onClose: () => void }) {
  const act = useAct("signature.regenerate", ["signature.get"]);
  const [hours, setHours] = useState<number | string>(24);
  const valid = typeof hours === "number" && Number.isInteger(hours) && hours >= 0 && hours <= 720;
  const go = () =>
    act.mutate(
      { overlap_hours: first ? 0 : Number(hours) },
      {
        onSuccess: () => {
          tellDone("There is a new key pair.");
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={first ? "Make a key pair" : "Regenerate the key pair?"} size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (first || valid) go();
        }}
      >
        <Stack gap="sm">
          {first ? (
            <Text>A new RSA key pair is made. Give its public key to your receivers.</Text>
          ) : (
            <>
              <Text>
                Receivers must be given the new public key. Until they have it, they can check with the old one.
              </Text>
              <NumberInput
                label="Hours the old key stays"
                description="0 ends it at once, as in Adobe Commerce."
                min={0}
                max={720}
                allowDecimal={false}
                value={hours}
                onChange={setHours}
                error={valid ? null : "A whole number from 0 to 720."}
                data-autofocus
              />
            </>
          )}
          {act.error && <FaultAlert fault={act.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={act.isPending} disabled={!first && !valid}>
              {first ? "Make it" : "Regenerate"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
