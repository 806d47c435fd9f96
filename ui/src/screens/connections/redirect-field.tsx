/** The address the browser comes back to, which providers want to know beforehand. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { CopyField } from "../../parts/copy-field";
import type { FormPart } from "../../parts/form/form-part";
import { type AuthForm, redirectAddress } from "./auth-form";

/** The one the presets use as well, so that a merchant registers one address everywhere. */
const USUAL_PORT = 47_811;

export function RedirectField({ form, auth }: { form: FormPart; auth: AuthForm }) {
  const free = auth.redirect_port === "";
  const fix = (port: number | string) => {
    form.setFieldValue("auth.redirect_port", port as never);
    form.clearFieldError("auth.redirect_port");
  };
  return (
    <Stack gap={6}>
      <RedirectAddress auth={auth} />
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Text size="xs" c="dimmed" flex={1}>
          {free
            ? "Each time any free port is added. Many providers allow that for 127.0.0.1; those that compare the port, as Mautic and Webmecanik do, need a fixed one."
            : "The port is fixed, for providers that compare it, as Mautic and Webmecanik do. It must be free on this computer while you authorize."}
        </Text>
        <Button variant="default" size="compact-xs" onClick={() => fix(free ? USUAL_PORT : "")}>
          {free ? `Fix it: ${USUAL_PORT}` : "Any free port"}
        </Button>
      </Group>
    </Stack>
  );
}

export function RedirectAddress({ auth }: { auth: AuthForm }) {
  return (
    <CopyField
      label="Redirect address"
      description="Register it at the provider, character by character. It leads to this computer alone."
      text={redirectAddress(auth)}
      done="The redirect address is on the clipboard."
    />
  );
}
