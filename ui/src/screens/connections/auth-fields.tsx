/** How requests authenticate. */
import { Select, Stack, Text, TextInput } from "@mantine/core";
import type { Connection } from "../../bindings";
import type { FormPart } from "../../parts/form/form-part";
import { SecretField } from "../../parts/form/secret-field";
import { noSecret } from "../../parts/form/secrets";
import { kindOf, WAY_GROUPS, type Way, wayWords } from "./auth-ways";
import { type ConnectionValues, hasUserinfo } from "./connection-form";
import { OAuth1Fields } from "./oauth1-fields";
import { OAuth2Fields } from "./oauth2-fields";

type Props = {
  form: FormPart;
  values: ConnectionValues;
  /** The stored connection; a secret of its kind fits no other. */
  connection: Connection | null;
};

export function AuthFields({ form, values, connection }: Props) {
  if (hasUserinfo(values.base_url)) {
    return <Text c="dimmed">Taken from the user name and password in the base URL.</Text>;
  }
  const original = connection?.auth.kind ?? "none";
  const way = values.auth.kind;
  const words = wayWords(way);
  const kind = kindOf(way);
  const stored = values.auth_stored && kind === original;
  const choose = (next: Way) => {
    form.setFieldValue("auth.kind", next as never);
    // The ways of OAuth 2 share one client's secret; every other way has one of its own.
    if (kindOf(next) !== kind) {
      form.setFieldValue("auth_secret", noSecret(values.auth_stored && kindOf(next) === original) as never);
      form.setFieldValue("token_secret", "" as never);
    }
    for (const path of Object.keys(form.errors)) if (/^(auth|token_secret)/.test(path)) form.clearFieldError(path);
  };
  return (
    <Stack gap="sm">
      <Select
        label="How"
        description={words.says}
        data={WAY_GROUPS}
        maxDropdownHeight={340}
        allowDeselect={false}
        {...form.getInputProps("auth.kind")}
        onChange={(next) => choose((next ?? "none") as Way)}
        error={form.errors["auth.kind"] ?? form.errors.auth}
      />
      {way === "basic" && (
        <TextInput label="User name" autoComplete="off" spellCheck={false} {...form.getInputProps("auth.username")} />
      )}
      {(way === "api_key_header" || way === "api_key_query") && (
        <TextInput
          label={way === "api_key_header" ? "Header" : "Parameter"}
          spellCheck={false}
          {...form.getInputProps("auth.name")}
        />
      )}
      {way === "oauth1" && <OAuth1Fields form={form} values={values} stored={stored} />}
      {kind === "oauth2" && <OAuth2Fields form={form} values={values} stored={stored} connection={connection?.id} />}
      {kind !== "none" && kind !== "oauth1" && kind !== "oauth2" && (
        <SecretField form={form} path="auth_secret" label={words.secret} value={values.auth_secret} stored={stored} />
      )}
      {way === "bearer" && (
        <Text size="xs" c="dimmed">
          A Magento integration's access token works here only where the shop allows it; choose OAuth 1.0a otherwise.
        </Text>
      )}
    </Stack>
  );
}
