/** How far an authorization is, and what a person can do about it. */
import { Alert, Button, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import type { Authorization, Connection } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { useHeld } from "../../query/held";
import { heldText, sentence } from "../../words";
import { toAuthForm } from "./auth-form";
import { AuthorizationSteps } from "./authorization-steps";
import { BeginButton, NextButton } from "./begin-button";
import { RedirectAddress } from "./redirect-field";
import { hostOf, needsPerson } from "./token-state";
import type { AuthorizationActs } from "./use-authorization";
import { WaitingForBrowser } from "./waiting-for-browser";

type Props = {
  connection: Connection;
  now: Authorization;
  acts: AuthorizationActs;
  onTest: (connection: Connection) => void;
  onEdit: (connection: Connection) => void;
};

export function AuthorizationPhase(props: Props) {
  const { connection, now } = props;
  return (
    <Stack gap="sm" role="group" aria-label="Authorization">
      <VisuallyHidden component="div" role="status" aria-label="How far it is">
        {phaseWord(now)}
      </VisuallyHidden>
      <AuthorizationSteps phase={now.phase} person={needsPerson(connection.auth)} />
      <Body {...props} />
      {now.notes.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: 18 }} aria-label="Notes">
          {now.notes.map((note) => (
            <li key={note}>
              <Text size="xs">{sentence(note)}</Text>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

/** For those who hear the window rather than see it. */
function phaseWord({ phase, subject }: Authorization): string {
  const words: Record<Authorization["phase"], string> = {
    idle: "Not begun",
    waiting: "Waiting for the browser",
    received: "The browser came back",
    exchanging: "Asking for the token",
    done: subject ? `Authorized as ${subject}` : "Authorized",
    failed: "Not authorized",
    cancelled: "Cancelled",
  };
  return words[phase];
}

function Body(props: Props) {
  const { connection, now, acts, onTest, onEdit } = props;
  switch (now.phase) {
    case "waiting":
      return <WaitingForBrowser now={now} acts={acts} />;
    case "received":
      return <Text>The browser came back with an answer. You may close its page.</Text>;
    case "exchanging":
      return <Text>Hookdesk asks {hostOf(tokenUrl(connection))} for the token.</Text>;
    case "done":
      return (
        <>
          <Alert
            color="green"
            variant="light"
            icon={<Icon name="check" />}
            title={now.subject ? `Authorized as ${now.subject}` : "Authorized"}
          >
            Messages that were held for it go out by themselves now.
          </Alert>
          <Group gap="xs">
            <NextButton onClick={() => onTest(connection)}>Test connection</NextButton>
            <Button variant="default" loading={acts.busy} onClick={() => acts.start()}>
              Authorize again
            </Button>
          </Group>
        </>
      );
    case "failed":
      return (
        <>
          {now.fault && <FaultAlert fault={now.fault} title="Not authorized" />}
          {needsPerson(connection.auth) && <RedirectAddress auth={toAuthForm(connection.auth)} />}
          <BeginButton connection={connection} now={now} acts={acts} word="Try again">
            <Button variant="default" onClick={() => onEdit(connection)}>
              Change the settings
            </Button>
          </BeginButton>
        </>
      );
    default:
      return (
        <>
          {now.phase === "cancelled" && <Text>Cancelled. Nothing has changed.</Text>}
          <Idle connection={connection} />
          <BeginButton connection={connection} now={now} acts={acts} word="Authorize" />
        </>
      );
  }
}

const tokenUrl = ({ auth }: Connection) => (auth.kind === "oauth2" ? auth.token_url : undefined);

function Idle({ connection }: { connection: Connection }) {
  const { auth, unauthorized } = connection;
  const held = useHeld(unauthorized ? [connection.id] : []);
  const page = auth.kind === "oauth2" ? auth.authorize_url : undefined;
  return (
    <>
      {unauthorized && <Text fw={600}>Needs authorization: {heldText(held)}</Text>}
      <Text>
        {needsPerson(auth)
          ? `Your browser opens at ${hostOf(page)}. Sign in there and agree; the browser then leads back to this computer, and this window follows.`
          : `Hookdesk asks ${hostOf(tokenUrl(connection))} for a token with the stored id and secret. No browser is needed.`}
      </Text>
      {needsPerson(auth) && <RedirectAddress auth={toAuthForm(auth)} />}
    </>
  );
}
