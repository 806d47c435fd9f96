/** What the workbench found or made. */
import { Alert, Button, Group, Text } from "@mantine/core";
import type { NameValue, SignatureEntry, SignatureVerdict } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { tellDone, tellFault } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { headerLines } from "./pasted";
import classes from "./signing.module.css";

const LATE = new Set(["timestamp_stale", "timestamp_ahead"]);

export function Outcome({ verdict, onOwnTime }: { verdict: SignatureVerdict; onOwnTime: () => void }) {
  const { ok, signature_ok, entry, causes } = verdict;
  if (ok) {
    return (
      <Alert color="green" variant="light" icon={<Icon name="check" />} title="The signature holds" role="status">
        {entry && <Text>{whichOne(entry)}</Text>}
      </Alert>
    );
  }
  return (
    <Alert
      color={signature_ok ? "yellow" : "red"}
      variant="light"
      icon={<Icon name="warn" />}
      title={signature_ok ? "The signature is right, and the request is refused" : "The signature does not hold"}
      role="status"
    >
      <ol className={classes.causes} aria-label="Why">
        {causes.map((cause) => (
          <li key={cause.kind}>
            <Text fw={600}>{cause.message}</Text>
            <Text className={classes.next}>{cause.next}</Text>
          </li>
        ))}
      </ol>
      {!signature_ok && entry && <Text mt={8}>But for that it would fit: {whichOne(entry)}</Text>}
      {causes.some((cause) => LATE.has(cause.kind)) && (
        <Button variant="default" size="compact-sm" mt={8} onClick={onOwnTime}>
          Judge it at the time it was signed
        </Button>
      )}
    </Alert>
  );
}

function whichOne({ header, version, place, of, key }: SignatureEntry): string {
  const signature = version ? `the ${version} signature` : "the signature";
  const where = of > 1 ? `${signature}, ${place} of ${of}, in ${header}` : `${signature} in ${header}`;
  return key > 1 ? `${where}, with key ${key}.` : `${where}.`;
}

export function Made({ headers }: { headers: NameValue[] }) {
  const host = useHost();
  const copy = (text: string, what: string) =>
    void host.copy(text).then(
      () => tellDone(`${what} copied.`),
      (thrown) => tellFault(toFault(thrown)),
    );
  const last = headers.at(-1);
  return (
    <section aria-label="Signed headers">
      <pre className={classes.made} role="document" aria-label="Headers to send">
        {headerLines(headers)}
      </pre>
      <Group gap="xs" mt={8}>
        <Button variant="default" onClick={() => copy(headerLines(headers), "Headers")}>
          Copy headers
        </Button>
        {last && (
          <Button variant="subtle" onClick={() => copy(last.value, "Signature")}>
            Copy the signature alone
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={8}>
        They hold for the body as it stands, byte for byte.
      </Text>
    </section>
  );
}
