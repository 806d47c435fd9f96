/** Sends an event by hand, as a shop would. */
import { Anchor, Autocomplete, Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { EventAnswer, SamplePayload } from "../../bindings";
import { StatusBadge } from "../../parts/badge";
import { FaultAlert } from "../../parts/fault";
import { JsonEditor, jsonProblem } from "../../parts/json";
import { useAct, useCommand } from "../../query";
import { useSubscriptionNames } from "../../query/names";
import { plural } from "../../words";
import { nearestName } from "./nearest";

const NAME = /^[a-zA-Z0-9._-]+$/;

type Props = {
  name?: string;
  /** What it starts with in place of a sample. */
  data?: string;
  onClose: () => void;
};

export function SendDialog({ name: given, data: start, onClose }: Props) {
  const hooks = useCommand("hooks.list", {}).data;
  const samples = useCommand("samples.payloads", {}).data ?? [];
  const send = useAct("events.send");
  const [name, setName] = useState(given ?? "");
  const [typed, setTyped] = useState<string | null>(start ?? null);
  const [answer, setAnswer] = useState<EventAnswer | null>(null);

  const wanted = name.trim().toLowerCase();
  // Until something is typed, the payload is the sample of the event that is named.
  const data = typed ?? samples.find((sample) => sample.event_name === wanted)?.data ?? "{}";
  const isNamed = NAME.test(wanted);
  const canSend = isNamed && data.trim() !== "" && jsonProblem(data) === null;
  const known = hooks?.map((hook) => hook.name) ?? [];
  const offered = [...new Set([...known, ...samples.map((sample) => sample.event_name)])].sort();

  const submit = () => send.mutate({ name: name.trim(), data }, { onSuccess: setAnswer });

  return (
    <Modal opened onClose={onClose} title="Send test event" size={860}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (canSend && !send.isPending) submit();
        }}
      >
        <Stack gap="sm">
          <Text c="dimmed">
            It goes the way of every event: hooks match it, subscriptions get it, and receivers really are called.
          </Text>
          <Group align="flex-start" gap="sm" grow>
            <Autocomplete
              label="Event name"
              placeholder="sales.order.created"
              data={offered}
              value={name}
              onChange={(value) => {
                setName(value);
                setAnswer(null);
              }}
              error={
                wanted !== "" && !isNamed
                  ? "Use letters, digits, dot, underscore and hyphen only."
                  : fieldFault(send.error, "name")
              }
              data-autofocus
            />
            <SamplePicker
              samples={samples}
              onPick={(sample) => {
                setTyped(sample.data);
                if (wanted === "") setName(sample.event_name);
              }}
            />
          </Group>
          {isNamed && hooks && <NameHint name={wanted} hooks={hooks} onPick={setName} />}
          <JsonEditor
            label="Data"
            value={data}
            onChange={setTyped}
            error={fieldFault(send.error, "data")}
            minHeight={240}
            maxHeight="42vh"
          />
          {send.error && !send.error.field && <FaultAlert fault={send.error} />}
          {answer && <Sent answer={answer} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {answer ? "Close" : "Cancel"}
            </Button>
            <Button type="submit" disabled={!canSend} loading={send.isPending}>
              {answer ? "Send again" : "Send event"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const fieldFault = (fault: { field?: string; message: string } | null, field: string) =>
  fault?.field === field ? fault.message : undefined;

function SamplePicker({
  samples,
  onPick,
}: {
  samples: readonly SamplePayload[];
  onPick: (sample: SamplePayload) => void;
}) {
  return (
    <Select
      label="Sample payload"
      placeholder="Fill in a sample"
      data={samples.map((sample, at) => ({ value: String(at), label: `${sample.title} (${sample.event_name})` }))}
      value={null}
      onChange={(value) => {
        const sample = value === null ? undefined : samples[Number(value)];
        if (sample) onPick(sample);
      }}
    />
  );
}

/** Says what will become of an event of this name, before it is sent. */
function NameHint({
  name,
  hooks,
  onPick,
}: {
  name: string;
  hooks: ReadonlyArray<{ name: string; subscriptions: number }>;
  onPick: (name: string) => void;
}) {
  const hook = hooks.find((entry) => entry.name === name);
  if (hook) {
    return (
      <Text size="xs" c="dimmed" role="status">
        {hook.subscriptions === 0
          ? "A hook has this name, but nothing subscribes to it: the event is kept and nothing is sent."
          : `A hook has this name, with ${plural(hook.subscriptions, "subscription")}.`}
      </Text>
    );
  }
  const near = nearestName(
    name,
    hooks.map((entry) => entry.name),
  );
  return (
    <Text size="xs" c="orange" role="status">
      No hook has this name: the event is kept as unmatched, and nothing is sent.
      {near && (
        <>
          {" "}
          Did you mean{" "}
          <Anchor component="button" type="button" size="xs" onClick={() => onPick(near)}>
            {near}
          </Anchor>
          ?
        </>
      )}
    </Text>
  );
}

function Sent({ answer }: { answer: EventAnswer }) {
  const names = useSubscriptionNames();
  return (
    <Stack gap={4} role="status">
      <Text>
        Accepted as{" "}
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/events/$id" params={{ id: answer.event_id }} />}>
          event {answer.event_id}
        </Anchor>
        {answer.messages.length === 0 ? "; it became no message." : ":"}
      </Text>
      {answer.messages.map((message) => (
        <Group key={message.id} gap="xs">
          <StatusBadge state={message.state} />
          <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/messages/$id" params={{ id: message.id }} />}>
            message to {names(message.subscription_id)}
          </Anchor>
        </Group>
      ))}
    </Stack>
  );
}
