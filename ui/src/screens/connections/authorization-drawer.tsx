/** Authorizes a connection, and follows how far it is: what happens in the browser is told here. */
import { Button, Drawer, Stack } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Authorization, Connection } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { Section } from "../../parts/form/section";
import { Answer } from "../../parts/states";
import { useCommand } from "../../query";
import { AuthorizationPhase } from "./authorization-phase";
import { TokenFacts } from "./token-facts";
import { TokenActions } from "./token-section";
import { useAuthorization } from "./use-authorization";

type Props = {
  connection: Connection;
  /** Begins at once: that is what was clicked. */
  start: boolean;
  onTest: (connection: Connection) => void;
  onEdit: (connection: Connection) => void;
  onClose: () => void;
};

export function AuthorizationDrawer({ connection, start, onTest, onEdit, onClose }: Props) {
  const authorization = useCommand("connections.authorization", { id: connection.id });
  const acts = useAuthorization(connection.id);
  const begun = useRef(false);
  useEffect(() => {
    if (!start || begun.current) return;
    begun.current = true;
    acts.start();
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      title={`Authorize ${connection.name}`}
      position="right"
      size={640}
      overlayProps={{ backgroundOpacity: 0.4 }}
    >
      <Stack gap="md">
        <Answer query={authorization}>
          {(now) => <AuthorizationPhase {...{ connection, acts, onTest, onEdit }} now={current(now, connection)} />}
        </Answer>
        {acts.fault && <FaultAlert fault={acts.fault} />}
        {connection.token && (connection.token.kept || connection.token.failure) && (
          <Section title="Token">
            <TokenFacts connection={connection} token={connection.token} />
            <TokenActions
              connection={connection}
              token={connection.token}
              onTest={authorization.data?.phase === "done" && !connection.unauthorized ? undefined : onTest}
            />
          </Section>
        )}
        {/* What failed offers it already. */}
        {authorization.data?.phase !== "failed" && (
          <div>
            <Button variant="subtle" px={0} onClick={() => onEdit(connection)}>
              Edit connection
            </Button>
          </div>
        )}
      </Stack>
      {acts.dialog}
    </Drawer>
  );
}

/** One that succeeded once says nothing of a connection that has lost its token since. */
function current(now: Authorization, { unauthorized }: Connection): Authorization {
  return now.phase === "done" && unauthorized ? { ...now, phase: "idle", notes: [] } : now;
}
