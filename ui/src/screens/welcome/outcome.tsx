/** What became of the test event: delivered, or exactly what went wrong, with the way on. */
import { Alert, Anchor, Button, Code, Group, Loader, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { MessageStory, Subscription } from "../../bindings";
import { tellFault } from "../../parts/fault";
import { KeyDialog } from "../../parts/form/key-dialog";
import { Icon } from "../../parts/icon";
import { Answer } from "../../parts/states";
import { Distance } from "../../parts/time";
import { useAct, useCommand } from "../../query";
import { type Fix, verdict } from "./verdict";
import { SIGNING, WHERE } from "./wizard-form";

type Props = {
  /** The message's id. */
  id: string;
  subscription: Subscription;
  onMend: (step: number) => void;
  onSaved: (subscription: Subscription) => void;
};

const MOST_ANSWER = 800;

export function Outcome({ id, ...rest }: Props) {
  const story = useCommand("messages.get", { id }, { keep: true });
  return <Answer query={story}>{(data) => <Told story={data} {...rest} />}</Answer>;
}

function Told({ story, subscription, onMend, onSaved }: Omit<Props, "id"> & { story: MessageStory }) {
  const { tone, title, next, fix } = verdict(story);
  const { message, attempts } = story;
  const answer = attempts.at(-1)?.response_body;
  const retry = useAct("messages.retry", ["messages.get"]);
  const color = { wait: "gray", good: "green", bad: "red" }[tone];
  return (
    <Alert
      color={color}
      variant="light"
      role="status"
      icon={tone === "wait" ? <Loader size={16} /> : <Icon name={tone === "good" ? "check" : "warn"} />}
      title={title}
    >
      {next && <Text>{next}</Text>}
      {message.state === "retrying" && message.due_at && (
        <Text c="dimmed">
          Hookdesk tries again <Distance at={message.due_at} />.
        </Text>
      )}
      {tone === "bad" && answer && answer.size > 0 && !answer.base64 && (
        <Code block mt={6} mah={160} style={{ whiteSpace: "pre-wrap" }}>
          {answer.text.slice(0, MOST_ANSWER)}
          {answer.text.length > MOST_ANSWER ? " …" : ""}
        </Code>
      )}
      <Group gap="xs" mt="xs">
        {fix && <Mend fix={fix} subscription={subscription} onMend={onMend} onSaved={onSaved} />}
        {tone === "bad" && story.actions.retry && message.attempts > 0 && (
          <Button
            variant="default"
            size="compact-sm"
            loading={retry.isPending}
            onClick={() => retry.mutate({ ids: [message.id] }, { onError: tellFault })}
          >
            Try this one again now
          </Button>
        )}
        <Anchor size="sm" renderRoot={(props) => <Link to="/messages/$id" params={{ id: message.id }} {...props} />}>
          Everything about this message
        </Anchor>
      </Group>
    </Alert>
  );
}

function Mend({ fix, subscription, onMend, onSaved }: Omit<Props, "id"> & { fix: Fix }) {
  const consent = useAct("subscriptions.consent", ["subscriptions.list", "messages.get"]);
  const info = useCommand("system.info", {});
  const [unlocking, setUnlocking] = useState(false);
  switch (fix) {
    case "consent":
      return (
        <Button
          size="compact-sm"
          loading={consent.isPending}
          onClick={() => consent.mutate({ id: subscription.id }, { onSuccess: onSaved, onError: tellFault })}
        >
          Allow this address
        </Button>
      );
    case "address":
      return (
        <Button size="compact-sm" onClick={() => onMend(WHERE)}>
          Change the address
        </Button>
      );
    case "secret":
      return (
        <Button size="compact-sm" onClick={() => onMend(SIGNING)}>
          Change the secret
        </Button>
      );
    case "key":
      return (
        <>
          <Button size="compact-sm" disabled={!info.data} onClick={() => setUnlocking(true)}>
            Open the key
          </Button>
          {unlocking && info.data && (
            <KeyDialog state={info.data.key} onCancel={() => setUnlocking(false)} onOpen={() => setUnlocking(false)} />
          )}
        </>
      );
  }
}
