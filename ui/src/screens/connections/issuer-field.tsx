/** Looks a provider's addresses up where it publishes them (RFC 8414, OpenID Connect Discovery). */
import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Discovered } from "../../bindings";
import { FaultAlert } from "../../parts/fault";
import { Beside } from "../../parts/form/beside";
import { onlyChanges } from "../../parts/form/changes";
import type { FormPart } from "../../parts/form/form-part";
import { useAct } from "../../query";
import { sentence } from "../../words";
import { looksPrivate } from "../subscriptions/private-address";
import { endpointProblem } from "./auth-check";
import { type AuthForm, scopeList, toAuth, toAuthForm } from "./auth-form";

const FOUND = ["auth.issuer", "auth.authorize_url", "auth.token_url", "auth.revoke_url", "auth.client_auth"];

type Props = {
  form: FormPart;
  auth: AuthForm;
  base: string;
  /** The stored connection, whose extra authorities hold for the question too. */
  connection: number | undefined;
};

export function IssuerField({ form, auth, base, connection }: Props) {
  const look = useAct("connections.discover");
  const [asked, setAsked] = useState("");
  const [allow, setAllow] = useState(false);
  const issuer = auth.issuer.trim();
  const isPrivate = looksPrivate(issuer);
  const lookUp = () => {
    setAsked(issuer);
    look.mutate(
      {
        issuer,
        auth: toAuth(auth, base),
        allow_private: allow && isPrivate,
        ...(connection === undefined ? {} : { connection }),
      },
      {
        onSuccess: (found) => {
          // As it was typed, so that what is shown belongs to what is asked.
          // One by one, and only what is new: nothing else is judged before a person has come to it.
          const told = { ...toAuthForm(found.auth), kind: auth.kind, issuer: auth.issuer };
          for (const [key, value] of Object.entries(onlyChanges(auth, told))) {
            form.setFieldValue(`auth.${key}`, value as never);
          }
          for (const path of FOUND) form.clearFieldError(path);
        },
      },
    );
  };
  const { error, ...input } = form.getInputProps("auth.issuer");
  const current = asked === issuer && issuer !== "";
  return (
    <Stack gap={6}>
      <Beside
        label="Provider (issuer)"
        description="Where the provider publishes its addresses, they are filled in from here. Otherwise leave it empty."
        error={error}
        field={(props) => (
          <TextInput
            flex={1}
            placeholder="https://login.example.com"
            inputMode="url"
            spellCheck={false}
            {...input}
            {...props}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || issuer === "") return;
              // Here Enter looks up; the form is saved from elsewhere.
              event.preventDefault();
              if (endpointProblem("", issuer) === null) lookUp();
            }}
          />
        )}
      >
        <Button
          variant="default"
          loading={look.isPending}
          disabled={issuer === "" || endpointProblem("", issuer) !== null}
          onClick={lookUp}
        >
          Look up
        </Button>
      </Beside>
      {isPrivate && (
        <Checkbox
          label="The provider may be at a private or loopback address, this once"
          checked={allow}
          onChange={(event) => setAllow(event.currentTarget.checked)}
        />
      )}
      {current && look.error && <FaultAlert fault={look.error} onRetry={lookUp} />}
      {current && look.data && <Found form={form} auth={auth} found={look.data} />}
    </Stack>
  );
}

function Found({ form, auth, found }: { form: FormPart; auth: AuthForm; found: Discovered }) {
  const told = toAuthForm(found.auth);
  const names = [
    told.authorize_url && "authorization page",
    told.token_url && "token address",
    told.revoke_url && "revocation address",
  ].filter(Boolean);
  const chosen = scopeList(auth.scopes);
  const toggle = (scope: string) => {
    const next = chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope];
    form.setFieldValue("auth.scopes", next.join(" ") as never);
    form.clearFieldError("auth.scopes");
  };
  return (
    <Stack gap={4} role="status" aria-label="Looked up">
      <Text size="xs">{[`Filled in: ${names.join(", ")}.`, ...found.notes.map(sentence)].join(" ")}</Text>
      {found.scopes.length > 0 && (
        <Group gap={4} role="group" aria-label="Scopes it offers">
          <Text size="xs" c="dimmed">
            Scopes it offers:
          </Text>
          {found.scopes.map((scope) => (
            <Button
              key={scope}
              size="compact-xs"
              variant={chosen.includes(scope) ? "light" : "default"}
              aria-pressed={chosen.includes(scope)}
              onClick={() => toggle(scope)}
            >
              {scope}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  );
}
