/** Sends an event through matching again. */
import { useHost } from "../../host/context";
import { Confirm } from "../../parts/confirm";
import { tellDone } from "../../parts/fault";
import { plural } from "../../words";

export function ReplayConfirm({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const host = useHost();
  return (
    <Confirm
      title={`Replay ${name}`}
      action="Replay"
      onClose={onClose}
      onConfirm={async () => {
        const { messages } = await host.call("events.replay", { id });
        tellDone(
          messages === 0
            ? "Nothing subscribes to this event; no message was made."
            : `${plural(messages, "new message")} queued.`,
        );
      }}
    >
      The event is matched again, with the hooks and subscriptions as they are now. Each subscription that matches gets
      a new message, also where it had one before.
    </Confirm>
  );
}
