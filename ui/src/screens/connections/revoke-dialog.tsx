/** Asks before a token is given back and forgotten. */
import { Text } from "@mantine/core";
import type { Connection } from "../../bindings";
import { Confirm } from "../../parts/confirm";
import { tellDone } from "../../parts/fault";
import { useKeyed } from "../../parts/form/use-keyed";
import { useAct } from "../../query";
import { sentence } from "../../words";
import { needsPerson } from "./token-state";

export function RevokeDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const act = useAct("connections.revoke", ["connections.list", "connections.authorization"]);
  const { run, dialog } = useKeyed();
  const { auth } = connection;
  const tells = auth.kind === "oauth2" && auth.revoke_url !== undefined;
  return (
    <>
      <Confirm
        title={`Revoke ${connection.name}'s token?`}
        action="Revoke and forget"
        danger
        onClose={onClose}
        onConfirm={async () => {
          const { revoked, note } = await run(() => act.mutateAsync({ id: connection.id }));
          const done = revoked
            ? "The provider has revoked the token, and it is forgotten here."
            : "The token is forgotten here.";
          // What the engine notes says the same, and more.
          tellDone(note ? sentence(note) : done);
        }}
      >
        <Text>
          {tells
            ? "The provider is told that the token counts no longer; in any case it is forgotten here."
            : "The token is forgotten here. No revocation address is set, so the provider learns nothing of it: end the access there as well."}
        </Text>
        <Text>
          {needsPerson(auth)
            ? "Messages of this connection are then held until somebody authorizes it again."
            : "The client's id and secret stay: the next message asks for a new token. Pause the connection to stop that."}
        </Text>
      </Confirm>
      {dialog}
    </>
  );
}
