/** Sends a test event and shows what becomes of it, as it happens. */
import { Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { useState } from "react";
import type { Fault, Subscription } from "../../bindings";
import { useHost } from "../../host/context";
import { toFault } from "../../host/host";
import { FaultAlert } from "../../parts/fault";
import { jsonProblem, problemSentence } from "../../parts/json";
import { Answer } from "../../parts/states";
import { useCommand } from "../../query";
import { plural } from "../../words";
import { Outcome } from "./outcome";
import { testData } from "./wizard-form";

type Props = {
  subscription: Subscription;
  /** Goes back to a step. */
  onMend: (step: number) => void;
  onSaved: (subscription: Subscription) => void;
  onDone: () => void;
};

export function TestStep(props: Props) {
  const samples = useCommand("samples.payloads", {});
  // A test must be possible without samples too.
  if (samples.isPending) return <Answer query={samples}>{() => null}</Answer>;
  return <Try {...props} start={testData(samples.data, props.subscription.event_name)} />;
}

function Try({ subscription, start, onMend, onSaved, onDone }: Props & { start: string }) {
  const host = useHost();
  const all = useCommand("subscriptions.list", {});
  const [data, setData] = useState(start);
  const [sent, setSent] = useState<string | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const found = jsonProblem(data);
  const problem = found && problemSentence(found);
  const others = (all.data ?? []).filter(
    (one) => one.event_name === subscription.event_name && one.id !== subscription.id && one.enabled,
  ).length;
  const send = async () => {
    setBusy(true);
    setFault(null);
    try {
      const answer = await host.call("events.send", { name: subscription.event_name, data });
      setSent(answer.messages.find((message) => message.subscription_id === subscription.id)?.id ?? null);
    } catch (thrown) {
      setFault(toFault(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="sm">
      <Title order={2}>It is set up. Send a test event?</Title>
      <Text c="dimmed">
        A real {subscription.event_name} event goes to <span className="mono">{subscription.url}</span>
        {others > 0 ? `, and to ${plural(others, "other subscription")} of this event` : ""}.
      </Text>
      <Textarea
        label="Its data"
        rows={9}
        resize="vertical"
        spellCheck={false}
        classNames={{ input: "mono" }}
        value={data}
        onChange={(event) => setData(event.currentTarget.value)}
        error={problem}
      />
      <Group gap="xs">
        <Button
          loading={busy}
          disabled={problem !== null}
          onClick={() => void send()}
          variant={sent ? "default" : "filled"}
        >
          {sent ? "Send another" : "Send test event"}
        </Button>
        <Button variant={sent ? "filled" : "default"} onClick={onDone}>
          {sent ? "Done" : "Done, without a test"}
        </Button>
      </Group>
      {fault && <FaultAlert fault={fault} />}
      {sent && <Outcome key={sent} id={sent} subscription={subscription} onMend={onMend} onSaved={onSaved} />}
    </Stack>
  );
}
