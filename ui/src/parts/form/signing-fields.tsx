import { Group, Select, Stack, TextInput } from "@mantine/core";
import type { FormPart } from "./form-part";
import { SecretField } from "./secret-field";
import type { SecretForm } from "./secrets";
import { keyMaker, SCHEMES, type SigningForm } from "./signing";

type Props = {
  form: FormPart;
  signing: SigningForm;
  secret: SecretForm;
  /** Where the secret stands in the form. */
  secretPath: string;
  stored: boolean;
  /** What no signature of its own means here. */
  noneSays?: string;
};

/** How requests are signed, and with which key. */
export function SigningFields({ form, signing, secret, secretPath, stored, noneSays }: Props) {
  const scheme = SCHEMES.find((one) => one.value === signing.scheme);
  return (
    <Stack gap="xs">
      <Select
        label="Signature"
        description={signing.scheme === "none" ? (noneSays ?? scheme?.says) : scheme?.says}
        data={SCHEMES.map(({ value, label }) => ({ value, label }))}
        allowDeselect={false}
        {...form.getInputProps("signing.scheme")}
        error={form.errors["signing.scheme"] ?? form.errors.signing}
      />
      {signing.scheme === "hmac" && (
        <Group gap="xs" align="flex-start" grow>
          <TextInput label="Header" spellCheck={false} {...form.getInputProps("signing.header")} />
          <Select
            label="Written as"
            data={[
              { value: "hex", label: "hex, lower case" },
              { value: "base64", label: "base64" },
            ]}
            allowDeselect={false}
            {...form.getInputProps("signing.encoding")}
          />
          <TextInput label="Text in front" spellCheck={false} {...form.getInputProps("signing.prefix")} />
        </Group>
      )}
      {signing.scheme !== "none" && (
        <SecretField
          form={form}
          path={secretPath}
          label="Signing secret"
          description={signing.scheme === "standard" ? "whsec_ followed by base64 of 24 to 64 bytes." : undefined}
          value={secret}
          stored={stored}
          generate={keyMaker(signing.scheme)}
          rotates={signing.scheme === "standard"}
        />
      )}
    </Stack>
  );
}
