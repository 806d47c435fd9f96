/** Runs all hooks of a method and type on a payload, and shows what each was sent, what it said, and what came of it. */

import { Accordion, Alert, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Moment, TestedHook, WebhookTest } from "../../bindings";
import { Badge, type Tone } from "../../parts/badge";
import { FaultAlert } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { indentJson, JsonEditor, JsonView, jsonProblem } from "../../parts/json";
import { useAct } from "../../query";
import { plural, remark } from "../../words";
import { SentAndAnswered } from "./sent-and-answered";
import classes from "./webhooks.module.css";

const SUCCESS = '{"op":"success"}';
/** Who answers: the hooks' own endpoints, or a receiver on this machine that says what is typed. */
type To = "endpoints" | "receiver";

type Props = { method: string; moment: Moment; start: string; context?: string };

export function TestRun({ method, moment, start, context = "" }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [world, setWorld] = useState<string | null>(null);
  const [withContext, setWithContext] = useState(context.trim() !== "");
  const [to, setTo] = useState<To>("endpoints");
  const [answer, setAnswer] = useState(SUCCESS);
  const run = useAct("webhooks.test", ["webhooks.logs"]);
  const laidOut = useMemo(
    () => (start.trim() === "" || jsonProblem(start) !== null ? start : indentJson(start)),
    [start],
  );
  const payload = typed ?? laidOut;
  const given = world ?? context;
  const canRun =
    method.trim() !== "" &&
    payload.trim() !== "" &&
    jsonProblem(payload) === null &&
    (!withContext || given.trim() === "" || jsonProblem(given) === null);
  const go = () =>
    run.mutate({
      method,
      moment,
      payload,
      ...(withContext && given.trim() !== "" ? { context: given } : {}),
      ...(to === "receiver" ? { answer } : {}),
    });
  return (
    <div className={classes.test}>
      <Stack gap="xs">
        <JsonEditor label="Request payload" value={payload} onChange={setTyped} minHeight={180} maxHeight="46vh" />
        {withContext ? (
          <JsonEditor label="Context" value={given} onChange={setWorld} minHeight={80} maxHeight={220} />
        ) : (
          <div>
            <Button variant="subtle" size="compact-xs" onClick={() => setWithContext(true)}>
              Give a context too
            </Button>
          </div>
        )}
        <SegmentedControl
          aria-label="Who answers"
          size="xs"
          style={{ alignSelf: "flex-start" }}
          value={to}
          onChange={(value) => setTo(value as To)}
          data={[
            { value: "endpoints", label: "Call the endpoints" },
            { value: "receiver", label: "Answer on this machine" },
          ]}
        />
        {to === "receiver" && (
          <JsonEditor label="Answer of every hook" value={answer} onChange={setAnswer} minHeight={60} maxHeight={180} />
        )}
        <Group gap="xs">
          <Button disabled={!canRun} loading={run.isPending} onClick={go}>
            Run Webhook
          </Button>
          <Text size="xs" c="dimmed">
            Runs every active hook of {method || "this method"} ({moment}).{" "}
            {to === "endpoints"
              ? "Their endpoints really are called."
              : "A receiver on this machine gets the requests; nothing leaves it."}
          </Text>
        </Group>
      </Stack>
      <Stack gap="sm" aria-live="polite">
        {run.error && <FaultAlert fault={run.error} />}
        {run.data ? <Outcome test={run.data} /> : !run.error && <Text c="dimmed">What comes of it is shown here.</Text>}
      </Stack>
    </div>
  );
}

function Outcome({ test }: { test: WebhookTest }) {
  const failed = test.result === "exception";
  const called = test.hooks.filter((hook) => hook.fires).length;
  return (
    <>
      <Alert
        color={failed ? "red" : "green"}
        variant="light"
        icon={<Icon name={failed ? "warn" : "check"} />}
        title={failed ? "The process is stopped by an exception" : "The webhook ran"}
        role="status"
      >
        {failed ? (
          <>
            <Text>{test.exception?.message}</Text>
            {test.exception?.type && (
              <Text size="xs" c="dimmed" className="mono">
                {test.exception.type}
              </Text>
            )}
          </>
        ) : (
          `${plural(called, "hook")} of ${test.hooks.length} called.`
        )}
      </Alert>
      <JsonView label="Resolved payload" body={test.payload} fileName="resolved-payload.json" maxHeight={280} />
      {test.hooks.length > 0 && <Hooks hooks={test.hooks} />}
      <Log lines={test.log} />
    </>
  );
}

function Hooks({ hooks }: { hooks: TestedHook[] }) {
  return (
    <Accordion variant="contained" multiple classNames={{ control: classes.hookControl, label: classes.hookLabel }}>
      {hooks.map((hook) => (
        <Accordion.Item key={`${hook.batch}/${hook.name}`} value={`${hook.batch}/${hook.name}`}>
          <Accordion.Control>
            <Group gap="xs" wrap="nowrap">
              <Badge tone={toneOf(hook)}>
                {hook.batch} / {hook.name}
              </Badge>
              <Text size="xs" c="dimmed">
                {wordOf(hook)}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              <SentAndAnswered hook={hook} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

const succeeded = (hook: TestedHook) => (hook.answer?.status ?? 0) >= 200 && (hook.answer?.status ?? 0) < 300;

function toneOf(hook: TestedHook): Tone {
  if (!hook.fires) return "skipped";
  return succeeded(hook) ? "delivered" : "rejected";
}

function wordOf(hook: TestedHook): string {
  if (!hook.fires) return "a rule does not hold";
  return hook.answer?.status ? `answered ${hook.answer.status}` : "no answer";
}

function Log({ lines }: { lines: WebhookTest["log"] }) {
  if (lines.length === 0) return null;
  return (
    <ul className={classes.log} aria-label="Log">
      {lines.map((line, at) => (
        // The same line may be logged twice; its place tells the two apart.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={at} data-level={line.level}>
          <span className={classes.level}>{line.level}</span>
          {line.hook && <span className={classes.ofHook}>{line.hook}</span>}
          <span>{remark(line.message)}</span>
        </li>
      ))}
    </ul>
  );
}
