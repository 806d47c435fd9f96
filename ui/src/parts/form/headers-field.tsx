import type { FormPart } from "./form-part";
import { LinesField } from "./lines-field";
import type { HeaderLine } from "./rules";

type Props = { form: FormPart; path?: string; lines: HeaderLine[] };

/** Fixed headers, one line each. */
export function HeadersField({ form, path = "headers", lines }: Props) {
  return (
    <LinesField
      {...{ form, path, lines }}
      label="Fixed headers"
      description="Sent with every request. Content-Type, ids and signatures are added by Hookdesk."
      noun="header"
      example={["X-Shop", "main"]}
    />
  );
}
