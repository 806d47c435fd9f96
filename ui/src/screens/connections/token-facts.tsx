/** What is known of a connection's token; the token itself is never shown. */
import { Alert, Text } from "@mantine/core";
import type { Connection, TokenInfo } from "../../bindings";
import { Badge } from "../../parts/badge";
import { Icon } from "../../parts/icon";
import { Time, TimeAndDistance, useNow } from "../../parts/time";
import { grantWord, sentence } from "../../words";
import { Fact, Facts } from "./facts";
import { OFFLINE, renewalText, scopesNotGiven, tokenState } from "./token-state";

export function TokenFacts({ connection, token }: { connection: Connection; token: TokenInfo }) {
  const state = tokenState(connection, token, useNow());
  if (connection.auth.kind !== "oauth2") return null;
  return (
    <>
      <Facts label="Token">
        <Fact name="State">
          <Badge tone={state.tone}>{state.word}</Badge>
          {token.renewing_since && (
            <span className="dim">
              {" since "}
              <Time at={token.renewing_since} />
            </span>
          )}
        </Fact>
        <Fact name="Grant">{grantWord[connection.auth.grant]}</Fact>
        {token.subject && <Fact name="Authorized as">{token.subject}</Fact>}
        {token.kept && (
          <>
            <Fact name="Scopes">
              {token.scope || <span className="dim">The provider did not say.</span>}
              <NotGiven scopes={scopesNotGiven(connection.auth, token)} />
            </Fact>
            <Fact name="Expires">
              <Expiry token={token} />
            </Fact>
            <Fact name="Last refresh">{token.obtained_at ? <TimeAndDistance at={token.obtained_at} /> : "–"}</Fact>
          </>
        )}
        {token.kept && <Fact name="Renewal">{renewalText(connection.auth, token)}</Fact>}
        {!token.failure && token.failed_at && (
          <Fact name="Last failure">
            <Time at={token.failed_at} />
          </Fact>
        )}
      </Facts>
      {token.failure && (
        <Alert color="red" variant="light" icon={<Icon name="warn" />} role="group" aria-label="Last failure">
          <Text>
            {token.failed_at && (
              <>
                <Time at={token.failed_at} />
                {": "}
              </>
            )}
            {sentence(token.failure.message)}
          </Text>
          <Text c="dimmed">{token.failure.next}</Text>
        </Alert>
      )}
    </>
  );
}

function NotGiven({ scopes }: { scopes: string[] }) {
  if (scopes.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      Asked for, but not given: {scopes.join(" ")}.
      {scopes.includes(OFFLINE) && ` Many providers give ${OFFLINE} only with the page parameter prompt=consent.`}
    </Text>
  );
}

function Expiry({ token }: { token: TokenInfo }) {
  if (token.expires_at === null) return <span className="dim">It does not say; used until it is refused.</span>;
  return <TimeAndDistance at={token.expires_at} />;
}
