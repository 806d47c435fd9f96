/** Asks for consent to private addresses: which host, which subnets, and what changed. */
import { Alert, Stack, Text } from "@mantine/core";
import type { BlockedAddress, Subscription } from "../bindings";
import { useAct, useCommand } from "../query";
import { Confirm } from "./confirm";
import { tellDone } from "./fault";
import { Icon } from "./icon";

/** For a subscription's number; what it waits at is followed while the dialog is open. */
export function ConsentDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const row = useCommand("subscriptions.list", {}).data?.find((one) => one.id === id);
  const act = useAct("subscriptions.consent", ["subscriptions.list", "overview.get"]);
  if (!row) return null;
  const redirected = row.blocked?.was_public ?? false;
  return (
    <Confirm
      title={redirected ? "Has somebody redirected this name?" : "Send inside your own network?"}
      action={redirected ? "I moved it: allow it" : "Allow it"}
      danger={redirected}
      onClose={onClose}
      onConfirm={async () => {
        await act.mutateAsync({ id });
        tellDone("Allowed; what was held goes out now.");
      }}
    >
      <Asked row={row} />
    </Confirm>
  );
}

function Asked({ row }: { row: Subscription }) {
  const { blocked, consent } = row;
  if (!blocked) {
    return (
      <Text>
        {row.label || "This subscription"} goes to <span className="mono">{row.url}</span>, which is private or on this
        machine. Its messages are held. Allow it only if you know this receiver; they go out at once then.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Blocked blocked={blocked} />
      <Text>
        Consent covers <b className="mono">{blocked.subnets.join(", ")}</b> for{" "}
        <span className="mono">{blocked.host}</span>
        {consent && consent.subnets.length > 0 && (
          <>
            {" "}
            in place of <span className="mono">{consent.subnets.join(", ")}</span>
          </>
        )}
        . What is held goes out at once; any other private address is asked about anew.
      </Text>
      <Text c="dimmed">Allow it only if you know this receiver. Metadata addresses of clouds are never sent to.</Text>
    </Stack>
  );
}

/** The block in words; louder where somebody may have redirected the name. */
export function Blocked({ blocked }: { blocked: BlockedAddress }) {
  if (!blocked.was_public) return <Text>{blocked.text}</Text>;
  return (
    <Alert color="red" variant="light" icon={<Icon name="warn" />}>
      {blocked.text}
    </Alert>
  );
}
