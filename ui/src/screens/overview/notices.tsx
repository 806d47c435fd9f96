/** What a person should look at, each with the way to it. */
import { Button } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { Notice } from "../../bindings";
import { Dot, type Tone } from "../../parts/badge";
import { tellDone, tellFault } from "../../parts/fault";
import { useAct } from "../../query";
import { compactCount, fullCount } from "../../words";
import classes from "./overview.module.css";

const tones: Record<string, Tone> = {
  consent: "held",
  authorization: "held",
  rejected: "rejected",
  unmatched: "retrying",
  secrets_unset: "retrying",
  secrets_locked: "rejected",
  samples_running: "sending",
  certificate: "retrying",
  disk: "rejected",
  network: "held",
};

export function Notices({ notices }: { notices: readonly Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <ul className={classes.notices} aria-label="Needs you">
      {notices.map((notice) => (
        <li key={`${notice.kind} ${notice.subscription_id} ${notice.text}`} className={classes.notice}>
          <Dot tone={tones[notice.kind] ?? "none"} />
          <span className={classes.noticeText}>
            {notice.text}
            {notice.count > 0 && !saysCount(notice) && (
              <span className="dim" title={fullCount(notice.count)}>
                {" "}
                ({compactCount(notice.count)})
              </span>
            )}
          </span>
          <NoticeAction notice={notice} />
        </li>
      ))}
    </ul>
  );
}

/** Whether the sentence gives the number already. */
function saysCount({ text, count }: Notice): boolean {
  return new RegExp(`(^|\\s)${count}(\\s|$)`).test(text);
}

function way({ kind, subscription_id, connection_id }: Notice): { word: string; link: LinkProps } | null {
  const subscriptions = subscription_id === null ? undefined : [subscription_id];
  const connection = (shown: "open" | "authorize"): LinkProps => ({
    to: "/connections",
    search: connection_id === null ? undefined : ({ [shown]: connection_id } as never),
  });
  switch (kind) {
    case "consent":
      return {
        word: "Review",
        link:
          subscription_id === null
            ? { to: "/messages", search: { tab: "queued" } }
            : { to: "/subscriptions", search: { open: subscription_id } },
      };
    case "authorization":
      return { word: "Authorize", link: connection("authorize") };
    case "certificate":
      return { word: "Look at it", link: connection("open") };
    case "rejected":
      return { word: "Look at them", link: { to: "/messages", search: { tab: "rejected", subscriptions } } };
    case "unmatched":
      return { word: "Look at them", link: { to: "/events", search: { routing: "unmatched" } } };
    case "secrets_unset":
      return { word: "Choose", link: { to: "/settings" } };
    case "secrets_locked":
      return { word: "Unlock", link: { to: "/settings" } };
    case "network":
      return { word: "Look at them", link: { to: "/messages", search: { tab: "all", states: ["held"] } } };
    case "disk":
      return { word: "Settings", link: { to: "/settings" } };
    default:
      return null;
  }
}

function NoticeAction({ notice }: { notice: Notice }) {
  const stop = useAct("samples.stop", ["samples.state", "overview.get"]);
  if (notice.kind === "samples_running") {
    return (
      <Button
        variant="default"
        size="compact-xs"
        loading={stop.isPending}
        onClick={() => stop.mutate({}, { onSuccess: () => tellDone("The sample data is gone."), onError: tellFault })}
      >
        Remove sample data
      </Button>
    );
  }
  const found = way(notice);
  if (found === null) return null;
  return (
    <Button variant="default" size="compact-xs" renderRoot={(props) => <Link {...found.link} {...props} />}>
      {found.word}
    </Button>
  );
}
