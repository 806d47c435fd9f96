/** When the body is fixed, whether attempts are dumped, and Aligent's metadata. */
import { Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import type { FormPart } from "../../parts/form/form-part";

export function BodyFields({ form }: { form: FormPart }) {
  return (
    <>
      <Radio.Group size="xs" label="When the body is fixed" {...form.getInputProps("binding")}>
        <Stack gap={6} mt={6}>
          <Radio
            value="snapshot"
            label="Snapshot"
            description="When the event is accepted. Every retry sends the same bytes, whatever you change at the hook."
          />
          <Radio
            value="rebuild"
            label="Rebuild"
            description="At each attempt, from the event and the hook as it is then. A mended hook mends what waits."
          />
        </Stack>
      </Radio.Group>
      <Checkbox
        label="Dump every attempt to a file"
        description="Exact request and response, secrets redacted, in the debug folder. For looking into a problem; switch it off again."
        {...form.getInputProps("debug", { type: "checkbox" })}
      />
      <TextInput
        label="Metadata"
        description="Kept for scripts that use Aligent's subscriber API; default means the HTTP notifier."
        spellCheck={false}
        {...form.getInputProps("metadata")}
      />
    </>
  );
}
