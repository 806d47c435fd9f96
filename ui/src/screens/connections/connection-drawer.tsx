/** Adds or edits a connection. */
import { Switch, Text, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { useState } from "react";
import type { Connection } from "../../bindings";
import { FormDrawer } from "../../parts/form/form-drawer";
import { Section } from "../../parts/form/section";
import { useSave } from "../../parts/form/use-save";
import { useAct } from "../../query";
import { AuthFields } from "./auth-fields";
import { CertificateSection } from "./certificate-section";
import {
  CONNECTION_RENAMES,
  type ConnectionValues,
  connectionSchema,
  hasUserinfo,
  toChange,
  toConnectionValues,
  toSaveConnection,
} from "./connection-form";
import { MoreFields } from "./more-fields";
import { PresetField } from "./preset-field";
import { TokenSection } from "./token-section";

type Props = {
  /** The connection to edit; null adds one. */
  connection: Connection | null;
  onSaved: (saved: Connection) => void;
  onClose: () => void;
  /** Leads to what else can be done with the stored connection. */
  onAuthorize: (connection: Connection) => void;
  onTest: (connection: Connection) => void;
};

export function ConnectionDrawer({ connection, onSaved, onClose, onAuthorize, onTest }: Props) {
  // What the form opened with, whatever is pushed meanwhile.
  const [initial] = useState(() => toConnectionValues(connection));
  const form = useForm<ConnectionValues>({
    initialValues: initial,
    validate: schemaResolver(connectionSchema, { sync: true }),
    validateInputOnChange: true,
  });
  const act = useAct("connections.save", ["connections.list", "subscriptions.list"]);
  const { onSubmit, fault, saving, dialog } = useSave({
    form,
    save: (values) => act.mutateAsync(connection ? toChange(initial, values, connection.id) : toSaveConnection(values)),
    onSaved,
    renames: CONNECTION_RENAMES,
  });
  const { values } = form;
  return (
    <>
      <FormDrawer
        title={connection ? `Connection ${connection.name}` : "New connection"}
        dirty={form.isDirty()}
        submit={connection ? "Save connection" : "Add connection"}
        note={
          connection &&
          connection.subscriptions > 0 && (
            <Text size="xs" c="dimmed">
              Waiting messages of its{" "}
              {connection.subscriptions === 1 ? "subscription" : `${connection.subscriptions} subscriptions`} use the
              new settings at their next attempt.
            </Text>
          )
        }
        {...{ saving, fault, onSubmit, onClose }}
      >
        <Section title="The system">
          {!connection && <PresetField values={values} onChange={form.setValues} />}
          <TextInput label="Name" placeholder="ERP" data-autofocus {...form.getInputProps("name")} />
          <TextInput
            label="Base URL"
            description={
              hasUserinfo(values.base_url)
                ? "The user name and password are taken out of the URL and stored as a sealed credential."
                : "Where it begins; each subscription adds its path."
            }
            placeholder="https://erp.example.com/api"
            inputMode="url"
            spellCheck={false}
            {...form.getInputProps("base_url")}
          />
          {connection && (
            <Switch
              label="Paused"
              description="Its messages are held, no attempt is counted, until you take the pause off."
              {...form.getInputProps("paused", { type: "checkbox" })}
            />
          )}
        </Section>
        {connection?.token && (
          <TokenSection
            connection={connection}
            token={connection.token}
            dirty={form.isDirty()}
            onAuthorize={onAuthorize}
            onTest={onTest}
          />
        )}
        <Section title="Authentication">
          {connection && <PresetField values={values} onChange={form.setValues} />}
          <AuthFields form={form} values={values} connection={connection} />
        </Section>
        {connection && <CertificateSection connection={connection} dirty={form.isDirty()} />}
        <Section title="Further settings">
          <MoreFields form={form} values={values} connection={connection} />
        </Section>
      </FormDrawer>
      {dialog}
    </>
  );
}
