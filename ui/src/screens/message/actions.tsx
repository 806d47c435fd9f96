/** What can be done with the message now. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { MessageStory } from "../../bindings";
import { Confirm } from "../../parts/confirm";
import { ConsentDialog } from "../../parts/consent-dialog";
import { Icon } from "../../parts/icon";
import { useCommand } from "../../query";
import { useBack } from "../../shell/back";
import { isTaken } from "../../shell/keys";
import { BulkDialog } from "../messages/bulk-dialog";
import { useRetryOne } from "../messages/use-message-acts";
import { EditDialog } from "./edit-dialog";

type Asking = "edit" | "discard" | "again" | "consent" | null;

export function MessageActions({ story }: { story: MessageStory }) {
  const { message, actions } = story;
  const retryOne = useRetryOne();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const back = useBack("/messages");

  const retry = () => {
    if (!actions.retry) return;
    if (message.state === "delivered") setAsking("again");
    else void retryOne(message);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      if (event.key === "r") retry();
      else if (event.key === "e" && actions.edit) setAsking("edit");
      else if (event.key === "d" && actions.discard) setAsking("discard");
      else if (event.key === "Escape") back();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <>
      {actions.consent && (
        <Button onClick={() => setAsking("consent")} leftSection={<Icon name="check" size={13} />}>
          Give consent…
        </Button>
      )}
      {message.state === "held" && message.reason === "authorization" && (
        <AuthorizeLink subscription={message.subscription_id} />
      )}
      <Button
        variant={message.state === "rejected" ? "filled" : "default"}
        disabled={!actions.retry}
        leftSection={<Icon name="retry" size={13} />}
        onClick={retry}
      >
        {message.state === "delivered" ? "Send again…" : "Retry now"}
      </Button>
      <Button
        variant="default"
        disabled={!actions.edit}
        leftSection={<Icon name="edit" size={13} />}
        onClick={() => setAsking("edit")}
      >
        Edit and resend…
      </Button>
      <Button
        variant="default"
        disabled={!actions.discard}
        leftSection={<Icon name="trash" size={13} />}
        onClick={() => setAsking("discard")}
      >
        Discard…
      </Button>
      {asking === "edit" && <EditDialog story={story} onClose={close} />}
      {asking === "discard" && (
        <BulkDialog kind="discard" target={{ ids: [message.id] }} onClose={close} onDone={close} />
      )}
      {asking === "again" && (
        <Confirm title="Send it again" action="Send again" onClose={close} onConfirm={() => retryOne(message)}>
          The receiver took this message before. It gets it a second time, with the same id.
        </Confirm>
      )}
      {asking === "consent" && <ConsentDialog id={message.subscription_id} onClose={close} />}
    </>
  );
}

/** Leads to the connection it waits for. */
function AuthorizeLink({ subscription }: { subscription: number }) {
  const found = useCommand("subscriptions.list", {}).data?.find(({ id }) => id === subscription);
  if (found?.recipient.kind !== "connection") return null;
  const search = { authorize: found.recipient.id } as never;
  return (
    <Button
      leftSection={<Icon name="key" size={13} />}
      renderRoot={(props) => <Link to="/connections" search={search} {...props} />}
    >
      Authorize its connection
    </Button>
  );
}
