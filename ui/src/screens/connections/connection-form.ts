/** A connection as its form holds it. */
import { z } from "zod";
import type { Auth, Connection, SaveConnection } from "../../bindings";
import { onlyChanges } from "../../parts/form/changes";
import type { Renames } from "../../parts/form/faults";
import { type HeaderLine, headerLines, headerNameProblem, toLines, toPairs, urlProblem } from "../../parts/form/rules";
import { keepProblem, noSecret, type SecretForm, secretProblem, secretText } from "../../parts/form/secrets";
import { type SigningForm, signingHeaderProblem, toSigning, toSigningForm } from "../../parts/form/signing";

export type ConnectionValues = {
  name: string;
  base_url: string;
  /** `kept` is what is stored, whole: the parts this form does not show go back as they came. */
  auth: { kind: Auth["kind"]; username: string; name: string; kept: Auth };
  auth_secret: SecretForm;
  auth_stored: boolean;
  signing: SigningForm;
  signing_secret: SecretForm;
  signing_stored: boolean;
  headers: HeaderLine[];
  paused: boolean;
};

export const AUTH_KINDS: { value: Auth["kind"]; label: string; says: string; secret: string }[] = [
  { value: "none", label: "None", says: "Requests carry no credential.", secret: "" },
  {
    value: "basic",
    label: "User name and password",
    says: "HTTP Basic, in the Authorization header.",
    secret: "Password",
  },
  { value: "bearer", label: "Bearer token", says: "Authorization: Bearer …", secret: "Token" },
  {
    value: "api_key_header",
    label: "API key in a header",
    says: "A key under a header of the receiver's choice.",
    secret: "Key",
  },
  {
    value: "api_key_query",
    label: "API key in the address",
    says: "A key as a query parameter. Servers write addresses to their logs; prefer a header where you can.",
    secret: "Key",
  },
  {
    value: "oauth1",
    label: "OAuth 1.0a",
    says: "Each request is signed with the four values of an integration.",
    secret: "Secrets",
  },
  {
    value: "oauth2",
    label: "OAuth 2.0",
    says: "Requests carry a token that Hookdesk asks the provider for.",
    secret: "Client secret",
  },
];

/** Whether a URL carries `user:password@`. */
export function hasUserinfo(url: string): boolean {
  if (!URL.canParse(url.trim())) return false;
  const { username, password } = new URL(url.trim());
  return username !== "" || password !== "";
}

function baseProblem(url: string): string | null {
  return (
    urlProblem(url) ?? (url.includes("?") ? "A base URL has no query; it belongs into each subscription's path." : null)
  );
}

function authSecretProblem(values: ConnectionValues): string | null {
  const { auth, auth_secret: secret } = values;
  // A user name in the URL brings its own password along.
  if (auth.kind === "none" || hasUserinfo(values.base_url)) return null;
  const what = AUTH_KINDS.find((kind) => kind.value === auth.kind)?.secret.toLowerCase() ?? "secret";
  if (secret.change === "set" && secret.text !== "") return /[\r\n\0]/.test(secret.text) ? "No line breaks." : null;
  // An empty password is legal with a user name.
  if (auth.kind === "basic") return null;
  return secret.change === "keep" && values.auth_stored ? null : `Give the ${what}.`;
}

export const connectionSchema = z
  .object({
    name: z.string().trim().min(1, "Give it a name.").max(120, "At most 120 characters."),
    base_url: z.string(),
    auth: z.object({ kind: z.string(), username: z.string(), name: z.string() }),
    headers: headerLines,
    paused: z.boolean(),
  })
  .loose()
  .check(({ value, issues }) => {
    const values = value as unknown as ConnectionValues;
    const add = (path: string[], message: string | null) => {
      if (message) issues.push({ code: "custom", path, message, input: value });
    };
    add(["base_url"], baseProblem(values.base_url));
    const { auth } = values;
    if (auth.kind === "basic" && !hasUserinfo(values.base_url)) {
      add(["auth", "username"], usernameProblem(auth.username));
    }
    if (auth.kind === "api_key_header") add(["auth", "name"], headerNameProblem(auth.name));
    if (auth.kind === "api_key_query")
      add(["auth", "name"], auth.name.trim() === "" ? "Give the parameter's name." : null);
    add(["auth_secret", "text"], authSecretProblem(values));
    add(["signing", "header"], signingHeaderProblem(values.signing));
    add(["signing_secret", "text"], secretProblem(values.signing.scheme, values.signing_secret, values.signing_stored));
    add(["signing_secret", "keep_old_hours"], keepProblem(values.signing_secret));
  });

function usernameProblem(name: string): string | null {
  if (name === "") return "Give the user name.";
  return name.includes(":") ? "A user name has no colon." : null;
}

/** Where backend faults go that are named otherwise there. */
export const CONNECTION_RENAMES: Renames = {
  auth_secret: "auth_secret.text",
  signing_secret: "signing_secret.text",
  secret: "signing_secret.text",
  keep_old_secret_hours: "signing_secret.keep_old_hours",
};

export function toConnectionValues(from: Connection | null): ConnectionValues {
  const auth = from?.auth ?? { kind: "none" };
  return {
    name: from?.name ?? "",
    base_url: from?.base_url ?? "",
    auth: {
      kind: auth.kind,
      username: "username" in auth ? auth.username : "",
      name: "name" in auth ? auth.name : "X-Api-Key",
      kept: auth,
    },
    auth_secret: noSecret(from?.has_auth_secret ?? false),
    auth_stored: from?.has_auth_secret ?? false,
    signing: toSigningForm(from?.signing ?? { scheme: "none" }),
    signing_secret: noSecret(from?.has_signing_secret ?? false),
    signing_stored: from?.has_signing_secret ?? false,
    headers: toLines(from?.headers ?? []),
    paused: from?.paused ?? false,
  };
}

function toAuth({ kind, username, name, kept }: ConnectionValues["auth"]): Auth {
  switch (kind) {
    case "oauth1":
    case "oauth2":
      return kept.kind === kind ? kept : { kind: "none" };
    case "basic":
      return { kind, username };
    case "api_key_header":
    case "api_key_query":
      return { kind, name: name.trim() };
    default:
      return { kind };
  }
}

/** A change of a stored one: only what was touched. */
export function toChange(before: ConnectionValues, values: ConnectionValues, id: number): SaveConnection {
  return { id, ...onlyChanges(toSaveConnection(before, id), toSaveConnection(values, id)) };
}

export function toSaveConnection(values: ConnectionValues, id?: number): SaveConnection {
  const fromUrl = hasUserinfo(values.base_url);
  const authText = values.auth.kind === "none" || fromUrl ? undefined : secretText(values.auth_secret);
  const signs = values.signing.scheme !== "none";
  const signingText = signs ? secretText(values.signing_secret) : undefined;
  const keeps = values.signing_stored && values.signing_secret.change === "set" && values.signing.scheme === "standard";
  return {
    ...(id === undefined ? {} : { id }),
    name: values.name.trim(),
    base_url: values.base_url.trim(),
    // The credential in the URL takes the place of what was chosen.
    auth: fromUrl ? { kind: "none" } : toAuth(values.auth),
    ...(authText === undefined ? {} : { auth_secret: authText }),
    signing: toSigning(values.signing),
    ...(signingText === undefined ? {} : { signing_secret: signingText }),
    ...(keeps ? { keep_old_secret_hours: Number(values.signing_secret.keep_old_hours) } : {}),
    headers: toPairs(values.headers),
    paused: values.paused,
  };
}
