/** The four strings of a Magento integration. */
import { Checkbox, Group, NumberInput, PasswordInput, Text, TextInput } from "@mantine/core";
import { Fold } from "../../parts/form/fold";
import type { FormPart } from "../../parts/form/form-part";
import { SecretField } from "../../parts/form/secret-field";
import type { ConnectionValues } from "./connection-form";

type Props = { form: FormPart; values: ConnectionValues; stored: boolean };

export function OAuth1Fields({ form, values, stored }: Props) {
  const kept = stored && values.auth_secret.change !== "set";
  return (
    <>
      <Text size="xs" c="dimmed">
        In the shop's admin under System › Integrations: activate the integration, and copy the four values it shows.
      </Text>
      <Group gap="xs" grow align="flex-start">
        <TextInput
          label="Consumer key"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("auth.consumer_key")}
        />
        <TextInput
          label="Access token"
          placeholder={kept ? "stored; a new one takes its place" : undefined}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("auth.token")}
        />
      </Group>
      <SecretField
        form={form}
        path="auth_secret"
        label={kept ? "Consumer secret and access token secret" : "Consumer secret"}
        value={values.auth_secret}
        stored={stored}
      />
      {!kept && (
        <PasswordInput
          label="Access token secret"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("token_secret")}
        />
      )}
      <Fold title="Why not the access token as a Bearer token?">
        <Text size="xs">
          Since Magento 2.4.4 a shop refuses it, unless Stores › Configuration › Services › OAuth › “Allow OAuth Access
          Tokens to be used as standalone Bearer tokens” is on. The refusal reads “The consumer isn't authorized to
          access %resources” and looks like a missing permission. Signed as here, the token works in every shop, and
          whoever reads a request on its way can do nothing with it.
        </Text>
      </Fold>
      <Fold
        title="If the shop says signature_invalid or timestamp_refused"
        startsOpen={values.auth.signature_url_http || values.auth.clock_offset_s !== 0}
        forced={form.errors["auth.clock_offset_s"] !== undefined}
      >
        <Text size="xs">
          Compare the four values first. A shop behind a proxy that ends TLS may believe it was called over http://:
          then a signature over that address is the one it finds. The request itself goes over https:// as before.
        </Text>
        <Checkbox
          label="Sign as if the address began with http://"
          {...form.getInputProps("auth.signature_url_http", { type: "checkbox" })}
        />
        <NumberInput
          label="Seconds added to this computer's time"
          description="For timestamp_refused, where the shop's clock is wrong: put this computer's right first. Below zero where the shop is behind."
          w={300}
          allowDecimal={false}
          thousandSeparator=""
          {...form.getInputProps("auth.clock_offset_s")}
        />
      </Fold>
    </>
  );
}
