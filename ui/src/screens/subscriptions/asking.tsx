/** What is asked before a subscription is switched off, deleted, or allowed a private address. */
import { Text } from "@mantine/core";
import { Confirm } from "../../parts/confirm";
import { ConsentDialog } from "../../parts/consent-dialog";
import { tellDone } from "../../parts/fault";
import { useAct } from "../../query";
import { plural } from "../../words";
import { nameOf, type SubscriptionRow } from "./rows";

export type Asking = { what: "off" | "delete" | "consent"; row: SubscriptionRow };

export function AskAbout({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const { what, row } = asking;
  if (what === "off") return <SwitchOff row={row} onClose={onClose} />;
  if (what === "delete") return <Delete row={row} onClose={onClose} />;
  return <ConsentDialog id={row.id} onClose={onClose} />;
}

type Props = { row: SubscriptionRow; onClose: () => void };

function SwitchOff({ row, onClose }: Props) {
  const act = useAct("subscriptions.switch", ["subscriptions.list", "overview.get"]);
  const waiting = row.health?.waiting ?? 0;
  return (
    <Confirm
      title={`Switch ${nameOf(row)} off?`}
      action="Switch off"
      onClose={onClose}
      onConfirm={() => act.mutateAsync({ id: row.id, enabled: false })}
    >
      <Text>
        {waiting > 0
          ? `${plural(waiting, "waiting message is", "waiting messages are")} held`
          : "Waiting messages are held"}{" "}
        until you switch it on again. New events leave skipped messages: visible, but not sent later.
      </Text>
      <Text c="dimmed">To hold new messages as well, pause a connection instead.</Text>
    </Confirm>
  );
}

function Delete({ row, onClose }: Props) {
  const act = useAct("subscriptions.delete", ["subscriptions.list", "hooks.list", "overview.get"]);
  return (
    <Confirm
      title={`Delete ${nameOf(row)}?`}
      action="Delete subscription"
      danger
      onClose={onClose}
      onConfirm={async () => {
        await act.mutateAsync({ id: row.id });
        tellDone(`${nameOf(row)} is deleted.`);
      }}
    >
      <Text>{openWords(row)} New events no longer go to it. What was sent stays to be looked at.</Text>
      <Text c="dimmed">This cannot be undone.{row.enabled ? " To stop for a while, switch it off." : ""}</Text>
    </Confirm>
  );
}

function openWords({ health }: SubscriptionRow): string {
  if (!health) return "Its open messages become rejected.";
  const open = health.waiting + health.held;
  if (open === 0) return "It has no open messages.";
  return `Its ${plural(open, "open message becomes", "open messages become")} rejected.`;
}
