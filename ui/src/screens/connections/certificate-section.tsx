/** The certificate of a stored connection's server: how it stands, and a look at it now. */
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Connection } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { Section } from "../../parts/form/section";
import { useKeyed } from "../../parts/form/use-keyed";
import { useAct } from "../../query";
import { looksPrivate } from "../subscriptions/private-address";
import { CertificateFacts } from "./certificate-facts";
import { usesTls } from "./tls-form";

type Props = {
  connection: Connection;
  /** The form holds changes that are not stored. */
  dirty: boolean;
};

export function CertificateSection({ connection, dirty }: Props) {
  if (!usesTls(connection.base_url)) {
    return (
      <Section title="Certificate">
        <Text>
          Not encrypted: the base URL begins with http://, so whoever stands between can read and change what is sent.
          Give https:// where the server offers it.
        </Text>
      </Section>
    );
  }
  return (
    <Section title="Certificate">
      <Stack gap="sm">
        {connection.certificate ? (
          <CertificateFacts connection={connection} view={connection.certificate} />
        ) : (
          <Text c="dimmed">Not seen yet. Every request and every test notes it; or look now.</Text>
        )}
        <LookNow connection={connection} dirty={dirty} />
      </Stack>
    </Section>
  );
}

function LookNow({ connection, dirty }: Props) {
  const look = useAct("connections.certificate", ["connections.list", "overview.get"]);
  const { run, dialog } = useKeyed();
  const [allow, setAllow] = useState(false);
  // A name may lead to a private address as well.
  const asks = looksPrivate(connection.base_url) || look.error?.code === "recipient.unreachable";
  const lookNow = () => {
    const request = { id: connection.id, ...(allow ? { allow_private: true } : {}) };
    run(() => look.mutateAsync(request)).catch(() => {
      // It stands in `look.error`.
    });
  };
  return (
    <Stack gap="xs" role="group" aria-label="Look at the certificate">
      {look.error && <FaultAlert fault={look.error} />}
      {asks && (
        <Checkbox
          label="The server may be at a private or loopback address, for this look"
          description="Such as one on this machine or in your network. Subscriptions have a consent of their own."
          checked={allow}
          onChange={(event) => setAllow(event.currentTarget.checked)}
        />
      )}
      <Group gap="xs">
        <Button variant="default" disabled={dirty} loading={look.isPending} onClick={lookNow}>
          Look now
        </Button>
        <Text size="xs" c="dimmed">
          {dirty ? "Save your changes first: it looks with what is stored." : "A handshake alone; no request is sent."}
        </Text>
      </Group>
      {dialog}
    </Stack>
  );
}
