/** Consent to a private or loopback address: asked for, never assumed. */
import { Checkbox, Text } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "../../parts/confirm";
import type { FormPart } from "../../parts/form/form-part";
import { looksPrivate } from "./private-address";
import type { SubscriptionValues } from "./subscription-form";

export function ConsentField({ form, values }: { form: FormPart; values: SubscriptionValues }) {
  const [asking, setAsking] = useState(false);
  const near = values.recipient.kind === "url" && looksPrivate(values.recipient.url);
  const set = (consent: boolean) => form.setFieldValue("allow_private", consent as never);
  return (
    <>
      <Checkbox
        label="May send to a private or loopback address"
        description={
          near && !values.allow_private
            ? "This address is on this machine or in your network: its messages are held until you consent here."
            : "Such as 127.0.0.1 or 192.168.1.20. Without consent its messages are held; nothing is sent."
        }
        checked={values.allow_private}
        onChange={(event) => (event.currentTarget.checked ? setAsking(true) : set(false))}
        error={form.errors.allow_private}
      />
      {asking && (
        <Confirm
          title="Send inside your own network?"
          action="Allow it"
          onConfirm={() => set(true)}
          onClose={() => setAsking(false)}
        >
          <Text>
            Hookdesk will then send this subscription's messages to whatever answers at a private or loopback address,
            such as an ERP in your office. Allow it only for a receiver you know.
          </Text>
          <Text c="dimmed">Addresses of cloud metadata services are never sent to.</Text>
        </Confirm>
      )}
    </>
  );
}
