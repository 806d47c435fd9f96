/** One attempt: what was sent, what came back, where the time went. */
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { AttemptRow } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { tellDone, tellFault } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { JsonView } from "../../parts/json";
import { Answer, Loading } from "../../parts/states";
import { Time } from "../../parts/time";
import { micros, span } from "../../parts/time-text";
import { useCommand } from "../../query";
import { triggerWord, truthMeaning } from "../../words";
import { Headers } from "./headers";
import classes from "./message.module.css";
import { PhaseBar } from "./phase-bar";
import { attemptPhrase } from "./sentence";

interface AttemptProps {
  messageId: string;
  attempt: AttemptRow;
  /** Open to begin with. */
  opened: boolean;
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function Attempt({ messageId, attempt, opened }: AttemptProps) {
  const [open, setOpen] = useState(opened);
  const title = `Attempt ${attempt.number}`;
  return (
    <div>
      <button type="button" className={classes.attemptHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? "down" : "right"} size={12} />
        <strong>{title}</strong>
        <span className="dim">{triggerWord[attempt.trigger]}</span>
        <span className={attempt.result === "delivered" ? undefined : "bad"}>{upper(attemptPhrase(attempt))}</span>
        {attempt.edited && <span className="dim">edited body</span>}
        <span className={classes.when}>
          <Time at={attempt.started_at} /> · {micros(attempt.timings.total_us)}
        </span>
      </button>
      {open && (
        <div className={classes.attempt}>
          <Outcome attempt={attempt} />
          <PhaseBar timings={attempt.timings} />
          <RequestPart messageId={messageId} attempt={attempt} />
          <ResponsePart messageId={messageId} attempt={attempt} />
        </div>
      )}
    </div>
  );
}

function Outcome({ attempt }: { attempt: AttemptRow }) {
  if (attempt.result === "delivered") return null;
  return (
    <div>
      {attempt.error && <Text>{attempt.error}</Text>}
      {attempt.advice && (
        <Text>
          {attempt.advice.what} {attempt.advice.next}
        </Text>
      )}
      {attempt.truth && <Text c="dimmed">{truthMeaning[attempt.truth]}</Text>}
      {attempt.retry_after_ms !== null && (
        <Text c="dimmed">The receiver asked to wait {span(attempt.retry_after_ms)} (Retry-After).</Text>
      )}
    </div>
  );
}

function RequestPart({ messageId, attempt }: { messageId: string; attempt: AttemptRow }) {
  const host = useHost();
  const request = useCommand("messages.attempt", { id: messageId, number: attempt.number });
  const copyCurl = (curl: string) =>
    void host.copy(curl).then(
      () => tellDone("Copied as curl; secrets are left out."),
      (thrown) => tellFault(toFault(thrown)),
    );
  return (
    <section className={classes.part} aria-label={`Request of attempt ${attempt.number}`}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} className="clip">
          Request{" "}
          <span className="mono">
            {attempt.method} {attempt.url}
          </span>
        </Text>
        {request.data && (
          <Button
            variant="default"
            size="compact-xs"
            style={{ flex: "none" }}
            leftSection={<Icon name="copy" size={12} />}
            onClick={() => copyCurl(request.data.curl)}
          >
            Copy as curl
          </Button>
        )}
      </Group>
      <Headers label={`Request headers of attempt ${attempt.number}`} headers={attempt.request_headers} />
      <Answer query={request} loading={<Loading lines={2} />}>
        {({ body }) => (
          <JsonView
            label="Request body"
            body={body}
            fileName={`${messageId}-${attempt.number}-request.json`}
            maxHeight={340}
          />
        )}
      </Answer>
    </section>
  );
}

function ResponsePart({ messageId, attempt }: { messageId: string; attempt: AttemptRow }) {
  if (attempt.status === null) {
    return (
      <section className={classes.part} aria-label={`Response of attempt ${attempt.number}`}>
        <Text fw={600}>No response</Text>
      </section>
    );
  }
  return (
    <section className={classes.part} aria-label={`Response of attempt ${attempt.number}`}>
      <Text fw={600}>
        Response <span className="mono">{attempt.status}</span>
      </Text>
      <Headers label={`Response headers of attempt ${attempt.number}`} headers={attempt.response_headers} />
      {attempt.response_body && (
        <JsonView
          label="Response body"
          body={attempt.response_body}
          fileName={`${messageId}-${attempt.number}-response.txt`}
          note={attempt.response_truncated ? "longer than the 64 KiB that are kept" : undefined}
          maxHeight={340}
        />
      )}
    </section>
  );
}
