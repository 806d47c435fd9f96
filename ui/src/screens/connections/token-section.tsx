/** A stored connection's token, and what can be done with it. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Connection, TokenInfo } from "../../bindings";
import { Section } from "../../parts/form/section";
import { RevokeDialog } from "./revoke-dialog";
import { TokenFacts } from "./token-facts";

type Props = {
  connection: Connection;
  token: TokenInfo;
  /** The form holds changes that are not stored: what is done here would not know them. */
  dirty: boolean;
  onAuthorize: (connection: Connection) => void;
  onTest: (connection: Connection) => void;
};

export function TokenSection({ connection, token, dirty, onAuthorize, onTest }: Props) {
  return (
    <Section title="Token">
      <Stack gap="sm">
        <TokenFacts connection={connection} token={token} />
        {dirty && (
          <Text size="xs" c="dimmed">
            Save your changes first: these work with what is stored.
          </Text>
        )}
        <TokenActions {...{ connection, token, onTest }} disabled={dirty} onAuthorize={() => onAuthorize(connection)} />
      </Stack>
    </Section>
  );
}

type ActionProps = {
  connection: Connection;
  token: TokenInfo;
  disabled?: boolean;
  /** Left out where it is offered elsewhere. */
  onAuthorize?: () => void;
  onTest?: (connection: Connection) => void;
};

export function TokenActions({ connection, token, disabled, onAuthorize, onTest }: ActionProps) {
  const [revoking, setRevoking] = useState(false);
  return (
    <Group gap="xs">
      {onAuthorize && (
        <Button variant={connection.unauthorized ? "filled" : "default"} disabled={disabled} onClick={onAuthorize}>
          {token.kept && !connection.unauthorized ? "Authorize again" : "Authorize"}
        </Button>
      )}
      {onTest && (
        <Button variant="default" disabled={disabled} onClick={() => onTest(connection)}>
          Test
        </Button>
      )}
      {token.kept && (
        <Button variant="subtle" color="red" onClick={() => setRevoking(true)}>
          Revoke and forget
        </Button>
      )}
      {revoking && <RevokeDialog connection={connection} onClose={() => setRevoking(false)} />}
    </Group>
  );
}
