/** One message and its whole story. */
import { ActionIcon, Group, Text, Title, Tooltip } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { MessageStory } from "../../bindings";
import { useHost } from "../../host/context";
import { StatusBadge } from "../../parts/badge";
import { tellDone } from "../../parts/fault";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Answer } from "../../parts/states";
import { useNow } from "../../parts/time";
import { useCommand } from "../../query";
import { useSubscriptionNames } from "../../query/names";
import { useBack } from "../../shell/back";
import { MessageActions } from "./actions";
import { Bodies } from "./bodies";
import classes from "./message.module.css";
import { stateSentence } from "./sentence";
import { Timeline } from "./timeline";

const route = getRouteApi("/messages/$id");

export function MessageScreen() {
  const { id } = route.useParams();
  const story = useCommand("messages.get", { id });
  const names = useSubscriptionNames();
  const recipient = story.data ? names(story.data.message.subscription_id) : "";
  return (
    <Page
      title="Message"
      heading={<Heading name={story.data?.message.event_name ?? "Message"} recipient={recipient} />}
      actions={story.data && <MessageActions story={story.data} />}
    >
      <Answer query={story}>
        {(data) => (
          <>
            <StateLine story={data} />
            <div className={classes.columns}>
              <Timeline story={data} recipient={recipient} />
              <aside className={classes.aside} aria-label="Texts">
                <Bodies story={data} />
              </aside>
            </div>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Heading({ name, recipient }: { name: string; recipient: string }) {
  const back = useBack("/messages");
  return (
    <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
      <Tooltip label="Back (Esc)">
        <ActionIcon aria-label="Back" onClick={back}>
          <Icon name="back" />
        </ActionIcon>
      </Tooltip>
      <Title order={1} className="clip">
        {name}
      </Title>
      {recipient && (
        <Text c="dimmed" className="clip">
          to {recipient}
        </Text>
      )}
    </Group>
  );
}

function StateLine({ story }: { story: MessageStory }) {
  const now = useNow();
  const host = useHost();
  const { id, state } = story.message;
  return (
    <div className={classes.stateLine}>
      <StatusBadge state={state} />
      <span className={classes.sentence}>{stateSentence(story, now)}</span>
      <Tooltip label="Copy the message's id">
        <button type="button" className={classes.id} onClick={() => void host.copy(id).then(() => tellDone("Copied."))}>
          {id}
        </button>
      </Tooltip>
    </div>
  );
}
