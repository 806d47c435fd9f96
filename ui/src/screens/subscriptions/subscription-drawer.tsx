/** Adds or edits a subscription. */

import { Text, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { useState } from "react";
import type { Subscription } from "../../bindings";
import { FormDrawer } from "../../parts/form/form-drawer";
import { HeadersField } from "../../parts/form/headers-field";
import { RetryField } from "../../parts/form/retry-field";
import { Section } from "../../parts/form/section";
import { SigningFields } from "../../parts/form/signing-fields";
import { useSave } from "../../parts/form/use-save";
import { useAct, useCommand } from "../../query";
import { HookPicker } from "../hooks/hook-picker";
import { BodyFields } from "./body-fields";
import { ConsentField } from "./consent-field";
import { LimitFields } from "./limit-fields";
import { RecipientFields } from "./recipient-fields";
import {
  SUBSCRIPTION_RENAMES,
  type SubscriptionValues,
  subscriptionSchema,
  toChange,
  toDefaults,
  toSaveSubscription,
  toSubscriptionValues,
} from "./subscription-form";

type Props = {
  /** The subscription to edit; null adds one. */
  subscription: Subscription | null;
  /** The hook a new one starts with. */
  event?: string;
  onSaved: (saved: Subscription) => void;
  onClose: () => void;
};

export function SubscriptionDrawer(props: Props) {
  const settings = useCommand("settings.list", {});
  // A new one starts with the settings' values; without them it would start with a guess.
  if (!props.subscription && settings.isPending) return null;
  return <Form {...props} initial={toSubscriptionValues(props.subscription, toDefaults(settings.data), props.event)} />;
}

function Form({ subscription, initial: now, onSaved, onClose }: Props & { initial: SubscriptionValues }) {
  // What the form opened with, whatever is pushed meanwhile.
  const [initial] = useState(now);
  const form = useForm<SubscriptionValues>({
    initialValues: initial,
    validate: schemaResolver(subscriptionSchema, { sync: true }),
    validateInputOnChange: true,
  });
  const act = useAct("subscriptions.save", ["subscriptions.list", "hooks.list", "overview.get"]);
  const { onSubmit, fault, saving, dialog } = useSave({
    form,
    save: (values) =>
      act.mutateAsync(subscription ? toChange(initial, values, subscription.id) : toSaveSubscription(values)),
    onSaved,
    renames: SUBSCRIPTION_RENAMES,
  });
  const { values } = form;
  return (
    <>
      <FormDrawer
        title={subscription ? `Subscription ${subscription.label || subscription.id}` : "New subscription"}
        dirty={form.isDirty()}
        submit={subscription ? "Save subscription" : "Add subscription"}
        note={subscription && <ChangeNote />}
        {...{ saving, fault, onSubmit, onClose }}
      >
        <Section title="What and where">
          {subscription ? (
            <TextInput
              label="Hook"
              value={values.event_name}
              readOnly
              description="Fixed: add another subscription for another event."
            />
          ) : (
            <HookPicker {...form.getInputProps("event_name")} />
          )}
          <TextInput label="Label" description="A name for you; may stay empty." {...form.getInputProps("label")} />
          <RecipientFields form={form} values={values} />
          <ConsentField form={form} values={values} subscription={subscription} />
        </Section>
        <Section title="Signature">
          <SigningFields
            form={form}
            signing={values.signing}
            secret={values.secret}
            secretPath="secret"
            stored={values.stored}
            noneSays={
              values.recipient.kind === "connection"
                ? "None of its own: the connection's signature is used, if it has one."
                : "The receiver cannot tell that a request comes from you."
            }
          />
        </Section>
        <Section title="When it fails">
          <RetryField form={form} value={values.retry} />
        </Section>
        <Section title="Limits">
          <LimitFields form={form} values={values} />
        </Section>
        <Section title="Body, headers and dumps">
          <BodyFields form={form} />
          <HeadersField form={form} lines={values.headers} />
        </Section>
      </FormDrawer>
      {dialog}
    </>
  );
}

function ChangeNote() {
  return (
    <Text size="xs" c="dimmed">
      Waiting messages use the new settings at their next attempt; their body stays as it is (snapshot) or is built anew
      (rebuild).
    </Text>
  );
}
