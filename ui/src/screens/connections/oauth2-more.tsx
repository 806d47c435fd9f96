/** The rest of OAuth 2, for providers that differ from the usual. */
import { Checkbox, Group, NumberInput, Select, Stack, TextInput, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Fold } from "../../parts/form/fold";
import type { FormPart } from "../../parts/form/form-part";
import { LinesField } from "../../parts/form/lines-field";
import { AddressField } from "./address-field";
import { type AuthForm, requestOf } from "./auth-form";
import type { ConnectionValues } from "./connection-form";
import { ScopesField } from "./scopes-field";

const CLIENT_AUTH = [
  { value: "body", label: "Among the parameters (most providers)" },
  { value: "basic", label: "HTTP Basic" },
  { value: "headers", label: "As headers client_id and client_secret" },
  { value: "none", label: "Not at all: a public client without a secret" },
];
const METHODS = [
  { value: "post", label: "POST" },
  { value: "get", label: "GET" },
];
const PLACES = [
  { value: "form", label: "A form in the body" },
  { value: "json", label: "JSON in the body" },
  { value: "headers", label: "Headers" },
  { value: "query", label: "The address's query" },
];
const SENDS = [
  { value: "bearer", label: "Authorization: Bearer TOKEN" },
  { value: "bare", label: "Authorization: TOKEN" },
  { value: "header", label: "A header of its own" },
  { value: "query", label: "A query parameter" },
];

/** The fields of this fold: an error in one of them opens it. */
const INSIDE = /^auth\.(client_auth|params|authorize_params|pkce|redirect_|revoke_url|request|answer|send)/;

type Props = {
  form: FormPart;
  values: ConnectionValues;
  /** Filled in for the first time. */
  fresh: boolean;
};

export function OAuth2More({ form, values, fresh }: Props) {
  const { auth } = values;
  const person = auth.kind === "authorization_code";
  const custom = auth.kind === "custom";
  const holds = custom
    ? "client authentication, parameters, where the token is in the answer, how it is sent"
    : `client authentication, parameters, ${person ? "redirect port, " : ""}how the token is sent`;
  return (
    <Fold
      title="More"
      holds={holds}
      // A known system has filled it in.
      startsOpen={custom && fresh && auth.token_url === ""}
      forced={Object.keys(form.errors).some((path) => INSIDE.test(path) || (custom && path === "auth.scopes"))}
    >
      <Part title="The token request">
        <Group gap="xs" grow align="flex-start">
          <Select
            label="Client id and secret go"
            data={CLIENT_AUTH}
            allowDeselect={false}
            {...form.getInputProps("auth.client_auth")}
          />
          <RequestForm form={form} auth={auth} />
        </Group>
        {custom && <ScopesField form={form} auth={auth} />}
        <LinesField
          form={form}
          path="auth.params"
          lines={auth.params}
          label="More parameters"
          description={
            custom
              ? "All that is sent. {client_id} and {client_secret} stand for the two above."
              : "Sent with each token request. {client_id} and {client_secret} stand for the two above."
          }
          noun="parameter"
          example={["audience", "https://api.example.com"]}
        />
      </Part>
      {person && (
        <Part title="The authorization page">
          <Checkbox
            label="Bind the code to this program (PKCE, S256)"
            description="Leave it on: a provider that does not know it passes it over."
            {...form.getInputProps("auth.pkce", { type: "checkbox" })}
          />
          <Group gap="xs" grow align="flex-start">
            <NumberInput
              label="Redirect port"
              placeholder="any free one"
              min={1}
              max={65_535}
              allowDecimal={false}
              thousandSeparator=""
              {...form.getInputProps("auth.redirect_port")}
            />
            <TextInput label="Redirect path" spellCheck={false} {...form.getInputProps("auth.redirect_path")} />
          </Group>
          <LinesField
            form={form}
            path="auth.authorize_params"
            lines={auth.authorize_params}
            label="More parameters of the page"
            description="Added to the address that opens in the browser."
            noun="page parameter"
            example={["prompt", "consent"]}
          />
        </Part>
      )}
      <Part title="The answer">
        <Group gap="xs" grow align="flex-start">
          <TextInput
            label="The token stands at"
            description="Names joined by dots. Empty: the whole answer is the token."
            spellCheck={false}
            {...form.getInputProps("auth.answer.token")}
          />
          <TextInput
            label="Its lifetime in seconds at"
            description="Empty: the answer never tells."
            spellCheck={false}
            {...form.getInputProps("auth.answer.lifetime")}
          />
        </Group>
        <Group gap="xs" grow align="flex-start">
          <TextInput
            label="The refresh token at"
            description="Empty: there is none."
            spellCheck={false}
            {...form.getInputProps("auth.answer.refresh")}
          />
          <NumberInput
            label="Lifetime where none is told"
            description="Seconds. 0: until it is refused."
            min={0}
            allowDecimal={false}
            thousandSeparator=""
            {...form.getInputProps("auth.answer.default_lifetime_s")}
          />
        </Group>
      </Part>
      <Part title="How the token is sent">
        <SendFields form={form} auth={auth} />
      </Part>
      <Part title="Giving tokens back">
        <AddressField
          form={form}
          base={values.base_url}
          path="auth.revoke_url"
          address={auth.revoke_url}
          label="Revocation address"
          says="Asked when you revoke. Empty: the token is only forgotten here."
          example="https://login.example.com/oauth2/revoke"
        />
      </Part>
    </Fold>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="xs" role="group" aria-label={title}>
      <Title order={4} size="xs" c="dimmed">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

/** Only an endpoint of its own is asked by GET, or with headers. */
function RequestForm({ form, auth }: { form: FormPart; auth: AuthForm }) {
  const custom = auth.kind === "custom";
  const places = custom ? PLACES : PLACES.slice(0, 2);
  return (
    <>
      {custom && (
        <Select label="Method" data={METHODS} allowDeselect={false} {...form.getInputProps("auth.request.method")} />
      )}
      <Select
        label="Parameters go as"
        data={places}
        allowDeselect={false}
        {...form.getInputProps("auth.request.place")}
        value={requestOf(auth).place}
      />
    </>
  );
}

function SendFields({ form, auth }: { form: FormPart; auth: AuthForm }) {
  const { as } = auth.send;
  return (
    <Group gap="xs" grow align="flex-start">
      <Select
        label="With each request"
        description={as === "query" ? "Servers write addresses to their logs; prefer a header." : undefined}
        data={SENDS}
        allowDeselect={false}
        {...form.getInputProps("auth.send.as")}
      />
      {as === "header" && (
        <TextInput label="Header's name" spellCheck={false} {...form.getInputProps("auth.send.name")} />
      )}
      {as === "header" && (
        <TextInput
          label="Text before the token"
          placeholder="Token "
          spellCheck={false}
          {...form.getInputProps("auth.send.prefix")}
        />
      )}
      {as === "query" && (
        <TextInput label="Parameter's name" spellCheck={false} {...form.getInputProps("auth.send.name")} />
      )}
    </Group>
  );
}
