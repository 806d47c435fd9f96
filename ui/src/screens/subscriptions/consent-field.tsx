/** Consent to private and loopback addresses: asked for, never assumed, and for one host. */
import { Button, Checkbox, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Subscription } from "../../bindings";
import { Confirm } from "../../parts/confirm";
import { Blocked, ConsentDialog } from "../../parts/consent-dialog";
import type { FormPart } from "../../parts/form/form-part";
import { Time } from "../../parts/time";
import { looksPrivate } from "./private-address";
import { placeOf, type SubscriptionValues } from "./subscription-form";

type Props = { form: FormPart; values: SubscriptionValues; subscription: Subscription | null };

export function ConsentField({ form, values, subscription }: Props) {
  const [asking, setAsking] = useState<"form" | "blocked" | null>(null);
  const place = placeOf(values.recipient);
  // Where the tick was set for; another host takes it off.
  const [agreed, setAgreed] = useState(place);
  const set = (consent: boolean) => form.setFieldValue("allow_private", consent as never);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of place matters
  useEffect(() => {
    if (values.allow_private && place !== agreed) set(false);
  }, [place]);
  // Given in the dialog meanwhile.
  const isGiven = subscription?.allow_private ?? false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a consent that comes or goes matters
  useEffect(() => {
    if (isGiven && place === agreed) set(true);
  }, [isGiven]);
  const near = values.recipient.kind === "url" && looksPrivate(values.recipient.url);
  return (
    <>
      {subscription?.blocked && (
        <Stack gap={6} align="flex-start">
          <Blocked blocked={subscription.blocked} />
          <Button variant="default" size="compact-xs" onClick={() => setAsking("blocked")}>
            Consent…
          </Button>
        </Stack>
      )}
      <Checkbox
        label="May send to the private or loopback addresses of its host"
        description={<About values={values} near={near} given={place === agreed ? subscription : null} />}
        checked={values.allow_private}
        onChange={(event) => (event.currentTarget.checked ? setAsking("form") : set(false))}
        error={form.errors.allow_private}
      />
      {asking === "blocked" && subscription && <ConsentDialog id={subscription.id} onClose={() => setAsking(null)} />}
      {asking === "form" && (
        <Confirm
          title="Send inside your own network?"
          action="Allow it"
          onConfirm={() => {
            setAgreed(place);
            set(true);
          }}
          onClose={() => setAsking(null)}
        >
          <Text>
            The host is looked up when you save. Consent covers the subnets of the private addresses it leads to then,
            such as 192.168.1.0/24 for an ERP in your office. Allow it only for a receiver you know.
          </Text>
          <Text c="dimmed">
            Should the name lead elsewhere one day, messages are held and you are asked again. Addresses of cloud
            metadata services are never sent to.
          </Text>
        </Confirm>
      )}
    </>
  );
}

function About({ values, near, given }: { values: SubscriptionValues; near: boolean; given: Subscription | null }) {
  const consent = given?.consent;
  if (values.allow_private && consent) {
    return consent.subnets.length > 0 ? (
      <>
        Consent covers <span className="mono">{consent.subnets.join(", ")}</span> for{" "}
        <span className="mono">{consent.host}</span>, given <Time at={consent.at} />. Any other private address is asked
        about.
      </>
    ) : (
      <>It covers where the host leads at its next connection, and is written down then.</>
    );
  }
  if (values.allow_private) return <>It covers the subnets its host leads to when you save.</>;
  if (near) {
    return <>This address is on this machine or in your network: its messages are held until you consent here.</>;
  }
  return <>Such as 127.0.0.1 or 192.168.1.20. Without consent its messages are held; nothing is sent.</>;
}
