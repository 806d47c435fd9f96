/** The wizard's questions. */
import { Button, PasswordInput, Radio, SimpleGrid, Stack, Text, TextInput, Title, UnstyledButton } from "@mantine/core";
import { Beside } from "../../parts/form/beside";
import type { FormPart } from "../../parts/form/form-part";
import { keyMaker, SCHEMES } from "../../parts/form/signing";
import { looksPrivate } from "../subscriptions/private-address";
import classes from "./welcome.module.css";
import { COMMON_EVENTS, type WizardValues } from "./wizard-form";

export function EventStep({ form, value }: { form: FormPart; value: string }) {
  const lower = value.toLowerCase();
  return (
    <Stack gap="sm">
      <Title order={2}>What happens in your shop that another system must know?</Title>
      <SimpleGrid cols={3} spacing="xs">
        {COMMON_EVENTS.map(({ name, says }) => (
          <UnstyledButton
            key={name}
            className={classes.pick}
            aria-pressed={lower === name}
            onClick={() => {
              form.setFieldValue("event_name", name as never);
              form.clearFieldError("event_name");
            }}
          >
            <span className="mono">{name}</span>
            <span className="dim">{says}</span>
          </UnstyledButton>
        ))}
      </SimpleGrid>
      <TextInput
        label="Event name"
        description={
          lower === value ? "Pick one above, or type the name your shop sends." : `Stored in lower case: ${lower}`
        }
        placeholder="entity.verb"
        spellCheck={false}
        {...form.getInputProps("event_name")}
      />
    </Stack>
  );
}

export function WhereStep({ form, values }: { form: FormPart; values: WizardValues }) {
  return (
    <Stack gap="sm">
      <Title order={2}>Where shall {values.event_name.toLowerCase()} go?</Title>
      <TextInput
        label="URL of the receiver"
        description="Hookdesk sends a POST with the event as JSON to this address."
        placeholder="https://erp.example.com/hooks/orders"
        inputMode="url"
        spellCheck={false}
        data-autofocus
        {...form.getInputProps("url")}
      />
      {looksPrivate(values.url) && (
        <Text size="xs" c="dimmed">
          This address is on this machine or in your network. Hookdesk asks for your consent before it sends there.
        </Text>
      )}
    </Stack>
  );
}

export function SigningStep({ form, values }: { form: FormPart; values: WizardValues }) {
  const { error, ...secret } = form.getInputProps("secret");
  return (
    <Stack gap="sm">
      <Title order={2}>How can the receiver tell that it comes from you?</Title>
      <Radio.Group {...form.getInputProps("scheme")} aria-label="Signature">
        <Stack gap={8}>
          {SCHEMES.filter(({ value }) => value !== "hmac").map(({ value, label, says }) => (
            <Radio key={value} value={value} label={label} description={says} />
          ))}
        </Stack>
      </Radio.Group>
      {values.scheme !== "none" && (
        <Beside
          label="Signing secret"
          description={
            values.stored
              ? "One is stored, never shown. Leave this empty to keep it."
              : "The receiver must know the same one. Sealed when saved, never shown again."
          }
          error={error}
          field={(props) => <PasswordInput flex={1} autoComplete="off" {...secret} {...props} />}
        >
          <Button
            variant="default"
            onClick={() => {
              form.setFieldValue("secret", keyMaker(values.scheme)() as never);
              form.clearFieldError("secret");
            }}
          >
            Make one
          </Button>
        </Beside>
      )}
      <Text size="xs" c="dimmed">
        Other signatures, retries and limits can be set at the subscription later.
      </Text>
    </Stack>
  );
}
