/** How requests authenticate. */
import { Select, Stack, Text, TextInput } from "@mantine/core";
import type { Auth } from "../../bindings";
import type { FormPart } from "../../parts/form/form-part";
import { SecretField } from "../../parts/form/secret-field";
import { noSecret } from "../../parts/form/secrets";
import { AUTH_KINDS, type ConnectionValues, hasUserinfo } from "./connection-form";

type Props = {
  form: FormPart;
  values: ConnectionValues;
  /** The kind that is stored; its secret fits no other. */
  original: Auth["kind"];
};

export function AuthFields({ form, values, original }: Props) {
  if (hasUserinfo(values.base_url)) {
    return <Text c="dimmed">Taken from the user name and password in the base URL.</Text>;
  }
  const { kind } = values.auth;
  const chosen = AUTH_KINDS.find((one) => one.value === kind);
  const stored = values.auth_stored && kind === original;
  const choose = (next: string | null) => {
    form.setFieldValue("auth.kind", next as never);
    form.setFieldValue("auth_secret", noSecret(values.auth_stored && next === original) as never);
    for (const path of ["auth.kind", "auth.name", "auth.username", "auth_secret.text"]) form.clearFieldError(path);
  };
  // The two kinds of OAuth are set up elsewhere; here they are kept.
  const offered = ({ value }: { value: Auth["kind"] }) => !value.startsWith("oauth") || value === original;
  return (
    <Stack gap="xs">
      <Select
        label="How"
        description={chosen?.says}
        data={AUTH_KINDS.filter(offered).map(({ value, label }) => ({ value, label }))}
        allowDeselect={false}
        {...form.getInputProps("auth.kind")}
        onChange={choose}
        error={form.errors["auth.kind"] ?? form.errors.auth}
      />
      {kind === "basic" && (
        <TextInput label="User name" autoComplete="off" spellCheck={false} {...form.getInputProps("auth.username")} />
      )}
      {(kind === "api_key_header" || kind === "api_key_query") && (
        <TextInput
          label={kind === "api_key_header" ? "Header" : "Parameter"}
          spellCheck={false}
          {...form.getInputProps("auth.name")}
        />
      )}
      {chosen && kind !== "none" && (
        <SecretField form={form} path="auth_secret" label={chosen.secret} value={values.auth_secret} stored={stored} />
      )}
    </Stack>
  );
}
