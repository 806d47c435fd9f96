/** One event: its data, what routing made of it, and its messages. */
import { ActionIcon, Button, Group, Stack, Text, Title, Tooltip } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { EventStory, MessageRow } from "../../bindings";
import { RoutingBadge } from "../../parts/badge";
import { Grid, useRowsOf } from "../../parts/grid";
import { Icon } from "../../parts/icon";
import { JsonView } from "../../parts/json";
import { Page } from "../../parts/page";
import { Answer, Empty } from "../../parts/states";
import { Time } from "../../parts/time";
import { useCommand } from "../../query";
import { useSubscriptionNames } from "../../query/names";
import { useBack } from "../../shell/back";
import { isTaken } from "../../shell/keys";
import { plural, routingMeaning, sourceWord, stateWord } from "../../words";
import { messageColumns } from "../messages/columns";
import classes from "./event.module.css";
import { ReplayConfirm } from "./replay";

const route = getRouteApi("/events/$id");
/** The columns that differ between the messages of one event. */
const COLUMNS = ["state", "subscription", "reason", "attempts", "answer", "due", "created"];

export function EventScreen() {
  const { id } = route.useParams();
  const story = useCommand("events.get", { id });
  const back = useBack("/events");
  const [replaying, setReplaying] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      if (event.key === "Escape") back();
      else if (event.key === "r") setReplaying(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [back]);

  const name = story.data?.event.name ?? "Event";
  return (
    <Page
      title="Event"
      heading={
        <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
          <Tooltip label="Back (Esc)">
            <ActionIcon aria-label="Back" onClick={back}>
              <Icon name="back" />
            </ActionIcon>
          </Tooltip>
          <Title order={1} className="clip">
            {name}
          </Title>
        </Group>
      }
      actions={
        story.data && (
          <Button variant="default" leftSection={<Icon name="retry" size={13} />} onClick={() => setReplaying(true)}>
            Replay…
          </Button>
        )
      }
    >
      <Answer query={story}>{(data) => <Story story={data} />}</Answer>
      {replaying && <ReplayConfirm id={id} name={name} onClose={() => setReplaying(false)} />}
    </Page>
  );
}

function Story({ story }: { story: EventStory }) {
  const { event } = story;
  return (
    <Stack gap="md">
      <div>
        <Group gap="sm">
          <RoutingBadge routing={event.routing} />
          <Text>{routingMeaning[event.routing]}</Text>
          {event.routing !== "matched" && (
            <Button
              size="compact-xs"
              variant="default"
              renderRoot={(props) =>
                event.routing === "unmatched" ? (
                  <Link {...props} to="/hooks" search={{ open: "new", name: event.name }} />
                ) : (
                  <Link {...props} to="/subscriptions" search={{ open: "new", event_name: event.name }} />
                )
              }
            >
              {event.routing === "unmatched" ? "Add a hook" : "Add a subscription"}
            </Button>
          )}
        </Group>
        <Text c="dimmed" mt={4}>
          Accepted from {sourceWord[event.source]} at <Time at={event.received_at} />
          {event.occurred_at && (
            <>
              , happened at <Time at={event.occurred_at} />
            </>
          )}
          {" · "}
          <span className="mono">{event.id}</span>
        </Text>
      </div>
      <EventMessages messages={story.messages} total={event.messages} />
      <JsonView label="Data" body={story.data} fileName={`${event.id}.json`} maxHeight="60vh" />
      {story.context && <JsonView label="Context" body={story.context} maxHeight={240} />}
    </Stack>
  );
}

const ROW = 30;

function EventMessages({ messages, total }: { messages: MessageRow[]; total: number }) {
  const navigate = route.useNavigate();
  const names = useSubscriptionNames();
  const columns = useMemo(() => messageColumns(names, false).filter((column) => COLUMNS.includes(column.id)), [names]);
  const source = useRowsOf(messages);
  return (
    <section className={classes.messages} aria-label="Messages">
      <Text fw={600}>{plural(total, "message")}</Text>
      {messages.length === 0 ? (
        <Empty title="It became no message." />
      ) : (
        <div className={classes.grid} style={{ height: Math.min(10, messages.length + 1) * ROW + 14 }}>
          <Grid
            name="event-messages"
            label="Messages of this event"
            columns={columns}
            source={source}
            rowId={(row) => row.id}
            rowName={(row) => `message to ${names(row.subscription_id)}, ${stateWord[row.state].toLowerCase()}`}
            onOpen={(row) => void navigate({ to: "/messages/$id", params: { id: row.id } })}
            empty={null}
          />
        </div>
      )}
      {total > messages.length && messages.length > 0 && <Text c="dimmed">The first {messages.length} are shown.</Text>}
    </section>
  );
}
