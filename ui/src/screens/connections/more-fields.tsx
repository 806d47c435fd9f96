/** What few connections need, each behind one line that says how it stands. */

import type { Connection } from "../../bindings";
import { Fold } from "../../parts/form/fold";
import type { FormPart } from "../../parts/form/form-part";
import { HeadersField } from "../../parts/form/headers-field";
import { typedUrl } from "../../parts/form/rules";
import { SCHEMES } from "../../parts/form/signing";
import { SigningFields } from "../../parts/form/signing-fields";
import { plural } from "../../words";
import type { ConnectionValues } from "./connection-form";
import { TlsFields } from "./tls-fields";
import { tlsSummary, usesTls } from "./tls-form";

type Props = {
  form: FormPart;
  values: ConnectionValues;
  /** The stored connection. */
  connection: Connection | null;
};

export function MoreFields({ form, values, connection }: Props) {
  const { signing, headers } = values;
  const wrong = (part: RegExp) => Object.keys(form.errors).some((path) => part.test(path));
  return (
    <>
      <Fold
        title="Signature"
        holds={SCHEMES.find(({ value }) => value === signing.scheme)?.label}
        startsOpen={signing.scheme !== "none"}
        forced={wrong(/^signing/)}
      >
        <SigningFields
          form={form}
          signing={signing}
          secret={values.signing_secret}
          secretPath="signing_secret"
          stored={values.signing_stored}
          noneSays="For subscriptions of this connection that have none of their own."
        />
      </Fold>
      <Fold
        title="Headers"
        holds={headers.length === 0 ? "None" : plural(headers.length, "header")}
        startsOpen={headers.length > 0}
        forced={wrong(/^headers/)}
      >
        <HeadersField form={form} lines={headers} />
      </Fold>
      {usesTls(values.base_url) && (
        <Fold title="TLS" holds={tlsSummary(values)} forced={wrong(/^(tls|client_key)/)}>
          <TlsFields
            form={form}
            values={values}
            seen={connection?.base_url === typedUrl(values.base_url) ? connection.certificate : null}
          />
        </Fold>
      )}
    </>
  );
}
