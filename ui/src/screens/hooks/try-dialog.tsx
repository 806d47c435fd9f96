/** Tries a content out as it stands in the designer, saved or not: on a receiver of this machine, or as a real event. */
import { Alert, Button, Group, Modal, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Content, ContentWrap, Method, TestedHook } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { indentJson, JsonEditor, jsonProblem } from "../../parts/json";
import { useAct } from "../../query";
import { SentAndAnswered } from "../webhooks/sent-and-answered";
import classes from "../webhooks/webhooks.module.css";

const METHODS: Method[] = ["POST", "PUT", "PATCH", "DELETE", "GET"];

type Props = {
  name: string;
  content: Content;
  wrap: ContentWrap;
  payload: string;
  context: string;
  /** What is not saved goes into no real event. */
  dirty: boolean;
  onSend: () => void;
  onClose: () => void;
};

export function TryDialog({ name, content, wrap, payload: start, context, dirty, onSend, onClose }: Props) {
  const [payload, setPayload] = useState(() =>
    start.trim() === "" || jsonProblem(start) !== null ? start : indentJson(start),
  );
  const [method, setMethod] = useState<Method>("POST");
  const [status, setStatus] = useState<number | string>(200);
  const [answer, setAnswer] = useState("");
  const tried = useAct("hooks.test");
  const canTry = payload.trim() !== "" && jsonProblem(payload) === null && typeof status === "number";
  const go = () =>
    tried.mutate({
      name,
      content,
      wrap,
      payload,
      method,
      ...(typeof status === "number" ? { status } : {}),
      ...(context.trim() === "" ? {} : { context }),
      ...(answer === "" ? {} : { answer }),
    });
  return (
    <Modal opened onClose={onClose} title={`Try the content of ${name}`} size={1100}>
      <div className={classes.test}>
        <Stack gap="xs">
          <JsonEditor label="Event data" value={payload} onChange={setPayload} minHeight={180} maxHeight="32vh" />
          <Group gap="xs" align="flex-end">
            <Select
              label="Method"
              w={110}
              allowDeselect={false}
              data={METHODS}
              value={method}
              onChange={(value) => value && setMethod(value as Method)}
            />
            <NumberInput
              label="Answers with status"
              w={150}
              min={200}
              max={999}
              allowDecimal={false}
              value={status}
              onChange={setStatus}
            />
          </Group>
          <JsonEditor label="And this body" value={answer} onChange={setAnswer} minHeight={60} maxHeight={160} />
          <Group gap="xs">
            <Button disabled={!canTry} loading={tried.isPending} onClick={go}>
              Send to this machine
            </Button>
            <Button
              variant="default"
              disabled={dirty}
              title={dirty ? "Save first: a real event is built by what is saved." : undefined}
              onClick={onSend}
            >
              Send a real event…
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            A receiver on this machine gets the request once. Nothing is queued, and nothing leaves this machine.
          </Text>
        </Stack>
        <Stack gap="sm" aria-live="polite">
          {tried.error && <FaultAlert fault={tried.error} />}
          {tried.data && <Tried hook={tried.data} />}
          {!tried.data && !tried.error && <Text c="dimmed">What arrives is shown here.</Text>}
        </Stack>
      </div>
    </Modal>
  );
}

function Tried({ hook }: { hook: TestedHook }) {
  return (
    <>
      <Alert
        color={hook.fires ? "green" : "gray"}
        variant="light"
        icon={<Icon name={hook.fires ? "check" : "warn"} />}
        title={hook.fires ? "It arrived as below" : "Skipped: a rule does not hold"}
        role="status"
      >
        {hook.fires
          ? `The receiver of this machine answered ${hook.answer?.status ?? "nothing"}.`
          : "With this data the event makes no message. The designer shows which rule it is."}
      </Alert>
      {hook.fires && <SentAndAnswered hook={hook} />}
    </>
  );
}
