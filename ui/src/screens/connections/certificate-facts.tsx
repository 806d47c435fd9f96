/** What is known of a server's certificate, and what a person can do about it. */
import { Alert, Text } from "@mantine/core";
import type { Certificate, CertificateView, Connection } from "../../bindings";
import { Badge } from "../../parts/badge";
import { CopyText } from "../../parts/copy-text";
import { Fold } from "../../parts/form/fold";
import { Icon } from "../../parts/icon";
import { Time, TimeAndDistance, useNow } from "../../parts/time";
import { plural, sentence } from "../../words";
import { certificateState, clientEndsFirst, commonName, daysText, hasEnded } from "./certificate-state";
import { Fact, Facts } from "./facts";
import classes from "./tls.module.css";

type Props = { connection: Connection; view: CertificateView };

export function CertificateFacts({ connection, view }: Props) {
  const { tone, word } = certificateState(connection);
  const [leaf, ...others] = view.chain;
  return (
    <>
      <WhatToDo connection={connection} view={view} />
      <Facts label="Certificate">
        <Fact name="State">
          <Badge tone={tone}>{word}</Badge>
          {view.state !== "refused" && <span className="dim"> {daysText(view.days_left)}</span>}
        </Fact>
        <Fact name="Host">
          {view.host}
          {view.port !== 443 && `:${view.port}`}
        </Fact>
        {leaf && <Known certificate={leaf} />}
        {view.pinned !== null && (
          <Fact name="Pinned keys">
            <Badge tone={view.pinned ? "delivered" : "rejected"}>
              {view.pinned ? "The server's key is one of them" : "The server's key is none of them"}
            </Badge>
          </Fact>
        )}
        {view.client && (
          <Fact name="Your own">
            {commonName(view.client.subject)}, <Ends certificate={view.client} />
          </Fact>
        )}
        <Fact name="Seen">
          <TimeAndDistance at={view.seen_at} />
        </Fact>
      </Facts>
      {others.length > 0 && (
        <Fold title="Chain" holds={`${plural(others.length, "certificate")} above it`}>
          <ol className={classes.chain} aria-label="Chain">
            {others.map((certificate) => (
              <li key={certificate.fingerprint}>
                <Facts label={commonName(certificate.subject)}>
                  <Fact name="Subject">{certificate.subject}</Fact>
                  <Known certificate={certificate} />
                </Facts>
              </li>
            ))}
          </ol>
        </Fold>
      )}
    </>
  );
}

const MOST_NAMES = 8;

function Known({ certificate }: { certificate: Certificate }) {
  const { names } = certificate;
  return (
    <>
      <Fact name="Ends">
        <Time at={certificate.not_after} />
      </Fact>
      <Fact name="Issuer">
        <span title={certificate.issuer}>{commonName(certificate.issuer)}</span>
      </Fact>
      {names.length > 0 && (
        <Fact name="Names">
          <span title={names.join(", ")}>
            {names.slice(0, MOST_NAMES).join(", ")}
            {names.length > MOST_NAMES && ` and ${plural(names.length - MOST_NAMES, "more name")}`}
          </span>
        </Fact>
      )}
      <Fact name="Pin">
        <CopyText text={certificate.pin} what="pin" />
      </Fact>
      <Fact name="Fingerprint">
        <CopyText text={certificate.fingerprint} what="fingerprint" />
      </Fact>
    </>
  );
}

function Ends({ certificate }: { certificate: Certificate }) {
  return (
    <>
      {hasEnded(certificate, useNow()) ? "ended " : "ends "}
      <TimeAndDistance at={certificate.not_after} />
    </>
  );
}

/** Why it is refused, or what will be soon. */
function WhatToDo({ connection, view }: Props) {
  const { state, why } = view;
  if (state !== "ends_soon" && why === "") return null;
  const own = clientEndsFirst(view);
  return (
    <Alert
      color={state === "ends_soon" ? "orange" : "red"}
      variant="light"
      icon={<Icon name="warn" />}
      role="group"
      aria-label="What to do"
    >
      {why !== "" && <Text>{sentence(why)}</Text>}
      {state === "ends_soon" && (
        <Text>
          {own
            ? "Your own client certificate ends: get a new one from whoever made it, and give it under TLS below."
            : "Whoever runs the server has to renew it; a new one is taken without a change here."}
          {!own &&
            connection.tls.pins.length > 0 &&
            " Its key may change with it: add the new key's pin before that day."}
        </Text>
      )}
      {state !== "ends_soon" && (
        <Text c="dimmed">
          Nothing is sent meanwhile: its messages are tried again by their subscriptions' policies.
        </Text>
      )}
    </Alert>
  );
}
