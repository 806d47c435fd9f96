/** An address in full, or as a path below the base URL; then it says what becomes of it. */
import { TextInput } from "@mantine/core";
import type { FormPart } from "../../parts/form/form-part";
import { below } from "./auth-form";

type Props = {
  form: FormPart;
  base: string;
  path: string;
  address: string;
  label: string;
  says: string;
  example: string;
};

export function AddressField({ form, base, path, address, label, says, example }: Props) {
  const full = below(base, address);
  const joined = address.trim().startsWith("/") && full !== address.trim();
  return (
    <TextInput
      label={label}
      description={joined ? `Below the base URL: ${full}` : says}
      placeholder={example}
      inputMode="url"
      spellCheck={false}
      {...form.getInputProps(path)}
    />
  );
}
