/** What the message grid says when it has no rows. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../parts/states";
import { isNarrowed, type MessageSearch, type Tab } from "./search";

const words: Record<Tab, [string, string]> = {
  queued: ["Nothing is waiting.", "Messages appear here from the moment an event is accepted until they are sent."],
  retrying: [
    "Nothing is waiting for a retry.",
    "A message whose attempt failed waits here until its next attempt is due.",
  ],
  rejected: [
    "Nothing was rejected.",
    "Messages that need you appear here: retry them, edit and resend them, or discard them.",
  ],
  delivered: ["Nothing was delivered yet.", "A message appears here once its receiver has taken it."],
  all: [
    "There are no messages yet.",
    "A message comes into being when an event meets a subscription. Send a test event to see one.",
  ],
};

export function NoMessages({ search, onClear }: { search: MessageSearch; onClear: () => void }) {
  if (isNarrowed(search)) {
    return (
      <Empty
        title="No message matches."
        actions={
          <Button variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      >
        Other filters, another time span or another tab may show more.
      </Empty>
    );
  }
  const [title, text] = words[search.tab ?? "all"];
  const isAll = (search.tab ?? "all") === "all";
  return (
    <Empty
      title={title}
      actions={
        isAll && (
          <Button component={Link} to="/events" search={{ send: true } as never} variant="default">
            Send a test event
          </Button>
        )
      }
    >
      {text}
    </Empty>
  );
}
