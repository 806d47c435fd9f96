/** The story of a message: its event, the queue, every attempt and edit, and what comes next. */
import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { MessageStory } from "../../bindings";
import { Dot, type Tone } from "../../parts/badge";
import { JsonView } from "../../parts/json";
import { Due, Time } from "../../parts/time";
import { distance, localTime, span } from "../../parts/time-text";
import { bindingWord, plural, sourceWord } from "../../words";
import { Attempt } from "./attempt";
import classes from "./message.module.css";
import { plannedRetries } from "./planned";

export function Timeline({ story, recipient }: { story: MessageStory; recipient: string }) {
  const { message } = story;
  return (
    <ol className={classes.timeline} aria-label="Story">
      <Step tone="none">
        <strong>Event</strong>{" "}
        <Link to="/events/$id" params={{ id: message.event_id }} className={classes.link}>
          {message.event_name}
        </Link>{" "}
        <span className="dim">
          accepted from {sourceWord[story.source]} at <Time at={story.received_at} />
          {story.occurred_at && story.occurred_at !== story.received_at && (
            <>
              , happened at <Time at={story.occurred_at} />
            </>
          )}
        </span>
      </Step>
      <Step tone="queued">
        <strong>Hook</strong> {message.event_name} <span className="dim">made a message for</span>{" "}
        <Link to="/subscriptions" search={{ open: message.subscription_id }} className={classes.link}>
          {recipient}
        </Link>{" "}
        <span className="dim">
          at <Time at={message.created_at} />; payload: {bindingWord[message.binding].toLowerCase()}
        </span>
      </Step>
      {happened(story)}
      <Ahead story={story} />
    </ol>
  );
}

function Step({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <li className={classes.step}>
      <span className={classes.mark}>
        <Dot tone={tone} />
      </span>
      <div className={classes.stepBody}>{children}</div>
    </li>
  );
}

/** Attempts and edits in the order they happened. */
function happened({ message, attempts, edits }: MessageStory): ReactNode[] {
  const lastNumber = attempts.at(-1)?.number;
  const steps = [
    ...attempts.map((attempt) => ({
      at: attempt.started_at,
      node: (
        <Step key={`attempt ${attempt.number}`} tone={attempt.result === "delivered" ? "delivered" : "rejected"}>
          <Attempt messageId={message.id} attempt={attempt} opened={attempt.number === lastNumber} />
        </Step>
      ),
    })),
    ...edits.map((edit, at) => ({
      at: edit.made_at,
      node: (
        <Step key={`edit ${edit.made_at}`} tone="held">
          <details>
            <summary className={classes.summary}>
              <strong>Body edited by hand</strong>{" "}
              <span className="dim">
                at <Time at={edit.made_at} />
              </span>
            </summary>
            <JsonView
              label="Edited body"
              body={edit.body}
              fileName={`${message.id}-edit-${at + 1}.json`}
              maxHeight={260}
            />
          </details>
        </Step>
      ),
    })),
  ];
  return steps.sort((a, b) => a.at.localeCompare(b.at)).map((step) => step.node);
}

const SHOWN_PLANS = 3;

/** What comes next by itself. */
function Ahead({ story }: { story: MessageStory }) {
  const { message } = story;
  if (message.due_at === null || (message.state !== "queued" && message.state !== "retrying")) return null;
  const planned = plannedRetries(story);
  const now = new Date();
  const last = planned.at(-1);
  return (
    <>
      <Step tone={message.state}>
        <strong>Next attempt</strong> <Due at={message.due_at} />{" "}
        <span className="dim">
          (<Time at={message.due_at} />)
        </span>
      </Step>
      {message.state === "retrying" && (
        <Step tone="skipped">
          {planned.length === 0 ? (
            <Text c="dimmed">That is the last one of the retry policy. If it fails, the message is rejected.</Text>
          ) : (
            <Text c="dimmed">
              If it fails, {plural(planned.length, "more attempt")}:{" "}
              {planned
                .slice(0, SHOWN_PLANS)
                .map((plan) => `${localTime(plan.at.toISOString(), now)} (${distance(plan.at.toISOString(), now)})`)
                .join(", ")}
              {last && planned.length > SHOWN_PLANS && `, … the last after ${span(last.at.getTime() - now.getTime())}`}.
              Then it is rejected.
            </Text>
          )}
        </Step>
      )}
    </>
  );
}
