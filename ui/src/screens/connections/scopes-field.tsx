/** What is asked for. */
import { Button, Group, Text, TextInput } from "@mantine/core";
import type { FormPart } from "../../parts/form/form-part";
import { type AuthForm, scopeList } from "./auth-form";
import { OFFLINE } from "./token-state";

export function ScopesField({ form, auth }: { form: FormPart; auth: AuthForm }) {
  const asksOffline = auth.kind === "authorization_code" && scopeList(auth.scopes).includes(OFFLINE);
  const alone = asksOffline && !auth.authorize_params.some(({ name }) => name === "prompt");
  return (
    <>
      <TextInput
        label="Scopes"
        description="What is asked for, as the provider names it, separated by spaces. Many providers need none."
        placeholder="contacts:read contacts:write"
        spellCheck={false}
        {...form.getInputProps("auth.scopes")}
      />
      {alone && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <Text size="xs" c="dimmed" flex={1}>
            Many providers pass {OFFLINE} over unless the page is told to ask anew.
          </Text>
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => form.insertListItem("auth.authorize_params", { name: "prompt", value: "consent" })}
          >
            Add prompt=consent
          </Button>
        </Group>
      )}
    </>
  );
}
