/** OAuth 2: what nearly everybody needs first, the rest folded. */
import { TextInput } from "@mantine/core";
import { Fold } from "../../parts/form/fold";
import type { FormPart } from "../../parts/form/form-part";
import { SecretField } from "../../parts/form/secret-field";
import { AddressField } from "./address-field";
import { asksSecret, below } from "./auth-form";
import type { ConnectionValues } from "./connection-form";
import { IssuerField } from "./issuer-field";
import { OAuth2More } from "./oauth2-more";
import { RedirectField } from "./redirect-field";
import { ScopesField } from "./scopes-field";

/** The fields of the fold: an error in one of them opens it. */
const ADDRESSES = /^auth\.(issuer|authorize_url|token_url)/;

type Props = { form: FormPart; values: ConnectionValues; stored: boolean; connection: number | undefined };

export function OAuth2Fields({ form, values, stored, connection }: Props) {
  const { auth, base_url: base } = values;
  const person = auth.kind === "authorization_code";
  return (
    <>
      <Fold
        title="Addresses of the provider"
        holds={below(base, auth.token_url)}
        startsOpen={auth.token_url === "" || (person && auth.authorize_url === "")}
        forced={Object.keys(form.errors).some((path) => ADDRESSES.test(path))}
      >
        {auth.kind !== "custom" && <IssuerField form={form} auth={auth} base={base} connection={connection} />}
        {person && (
          <AddressField
            form={form}
            base={base}
            path="auth.authorize_url"
            address={auth.authorize_url}
            label="Authorization page"
            says="Opened in the browser, for a person to agree."
            example="https://login.example.com/oauth2/authorize"
          />
        )}
        <AddressField
          form={form}
          base={base}
          path="auth.token_url"
          address={auth.token_url}
          label="Token address"
          says="Where Hookdesk asks for tokens."
          example="https://login.example.com/oauth2/token"
        />
      </Fold>
      <TextInput
        label="Client id"
        description={person ? "Of the application you registered at the provider; no secret." : undefined}
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps("auth.client_id")}
      />
      {asksSecret(auth) && (
        <SecretField form={form} path="auth_secret" label="Client secret" value={values.auth_secret} stored={stored} />
      )}
      {auth.kind !== "custom" && <ScopesField form={form} auth={auth} />}
      {person && <RedirectField form={form} auth={auth} />}
      <OAuth2More key={auth.kind} form={form} values={values} fresh={!stored} />
    </>
  );
}
