/** Where a connection's TLS differs from the system's. There is no way to switch its checks off. */
import { Button, Stack } from "@mantine/core";
import type { CertificateView } from "../../bindings";
import type { FormPart } from "../../parts/form/form-part";
import { StoredSecret } from "../../parts/form/secret-field";
import type { SecretForm } from "../../parts/form/secrets";
import type { ConnectionValues } from "./connection-form";
import { apart } from "./pem";
import { PemField } from "./pem-field";
import { PinsField } from "./pins-field";

type Props = { form: FormPart; values: ConnectionValues; seen: CertificateView | null };

export function TlsFields({ form, values, seen }: Props) {
  const { tls, client_key: key, client_key_stored: stored } = values;
  const set = (path: string, value: unknown) => {
    form.setFieldValue(path, value as never);
    form.clearFieldError(path);
  };
  const setKey = (next: Partial<SecretForm>) => {
    set("client_key", { ...key, ...next });
    form.clearFieldError("client_key.text");
  };
  const setClient = (text: string) => {
    const found = apart(text);
    // One file often holds both; only the certificate may be seen again.
    set("tls.client_certificate", found.key === "" ? text : found.certificates);
    if (found.key !== "") setKey({ change: "set", text: found.key });
  };
  const asksKey = tls.client_certificate.trim() !== "" || stored || key.text !== "";
  return (
    <Stack gap="md">
      <PemField
        form={form}
        path="tls.extra_ca"
        label="Extra CA"
        description="Certificates that this connection trusts besides the system's: your own authority's, or that of a server that signed its own."
        text={tls.extra_ca}
        onText={(text) => set("tls.extra_ca", text)}
      />
      <PemField
        form={form}
        path="tls.client_certificate"
        label="Client certificate"
        description="Shown to a server that asks who is calling (mTLS), with its chain. A key in the same file goes to its own field."
        text={tls.client_certificate}
        onText={setClient}
      />
      {asksKey &&
        (stored && key.change !== "set" ? (
          <StoredSecret
            label="Private key of the client certificate"
            value={key}
            change={setKey}
            error={form.errors["client_key.text"]}
          />
        ) : (
          <PemField
            secret
            form={form}
            path="client_key.text"
            label="Private key of the client certificate"
            description="Sealed in the data file when saved; never shown again."
            text={key.text}
            onText={(text) => setKey({ text })}
          >
            {stored && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                onClick={() => setKey({ change: "keep", text: "" })}
              >
                Keep the stored one
              </Button>
            )}
          </PemField>
        ))}
      <PinsField form={form} pins={tls.pins} seen={seen} />
    </Stack>
  );
}
