/** A connection as its form holds it. */
import { z } from "zod";
import type { Connection, SaveConnection } from "../../bindings";
import { onlyChanges } from "../../parts/form/changes";
import type { Renames } from "../../parts/form/faults";
import { type HeaderLine, headerLines, toLines, toPairs, typedUrl, urlProblem } from "../../parts/form/rules";
import { keepProblem, noSecret, type SecretForm, secretProblem, secretText } from "../../parts/form/secrets";
import { type SigningForm, signingHeaderProblem, toSigning, toSigningForm } from "../../parts/form/signing";
import { authProblems } from "./auth-check";
import { type AuthForm, asksSecret, toAuth, toAuthForm } from "./auth-form";
import { wayWords } from "./auth-ways";
import { clientKeyText, type TlsValues, tlsProblems, toTls, toTlsValues, usesTls } from "./tls-form";

export type ConnectionValues = {
  name: string;
  base_url: string;
  auth: AuthForm;
  /** The password, key, token or client secret; with OAuth 1.0a the consumer's. */
  auth_secret: SecretForm;
  /** The second secret of OAuth 1.0a; it goes and stays with the first. */
  token_secret: string;
  auth_stored: boolean;
  signing: SigningForm;
  signing_secret: SecretForm;
  signing_stored: boolean;
  headers: HeaderLine[];
  paused: boolean;
} & TlsValues;

/** Whether a URL carries `user:password@`. */
export function hasUserinfo(url: string): boolean {
  if (!URL.canParse(url.trim())) return false;
  const { username, password } = new URL(url.trim());
  return username !== "" || password !== "";
}

function baseProblem(url: string): string | null {
  return (
    urlProblem(typedUrl(url)) ??
    (url.includes("?") ? "A base URL has no query; it belongs into each subscription's path." : null)
  );
}

function authSecretProblem(values: ConnectionValues): string | null {
  const { auth, auth_secret: secret } = values;
  // A user name in the URL brings its own password along.
  if (!asksSecret(auth) || hasUserinfo(values.base_url)) return null;
  if (secret.change === "set" && secret.text !== "") return lineProblem(secret.text);
  // An empty password is legal with a user name.
  if (auth.kind === "basic") return null;
  const what = auth.kind === "oauth1" ? "two secrets" : wayWords(auth.kind).secret.toLowerCase();
  if (secret.change === "set" && auth.kind === "oauth1") return "Give the consumer secret.";
  return secret.change === "keep" && values.auth_stored ? null : `Give the ${what}.`;
}

function tokenSecretProblem({ auth, auth_secret: secret, token_secret: text }: ConnectionValues): string | null {
  if (auth.kind !== "oauth1" || secret.change !== "set") return null;
  return text === "" ? "Give the access token secret." : lineProblem(text);
}

const lineProblem = (text: string) => (/[\r\n\0]/.test(text) ? "No line breaks." : null);

export const connectionSchema = z
  .object({
    name: z.string().trim().min(1, "Give it a name.").max(120, "At most 120 characters."),
    base_url: z.string(),
    headers: headerLines,
    paused: z.boolean(),
  })
  .loose()
  .check(({ value, issues }) => {
    const values = value as unknown as ConnectionValues;
    const add = (path: (string | number)[], message: string | null) => {
      if (message) issues.push({ code: "custom", path, message, input: value });
    };
    add(["base_url"], baseProblem(values.base_url));
    if (!hasUserinfo(values.base_url)) {
      const kept = values.auth_stored && values.auth_secret.change !== "set";
      for (const { path, message } of authProblems(values.auth, values.base_url, kept)) add(path, message);
    }
    add(["auth_secret", "text"], authSecretProblem(values));
    add(["token_secret"], hasUserinfo(values.base_url) ? null : tokenSecretProblem(values));
    if (usesTls(values.base_url)) {
      for (const { path, message } of tlsProblems(values, values.paused)) add(path, message);
    }
    add(["signing", "header"], signingHeaderProblem(values.signing));
    add(["signing_secret", "text"], secretProblem(values.signing.scheme, values.signing_secret, values.signing_stored));
    add(["signing_secret", "keep_old_hours"], keepProblem(values.signing_secret));
  });

/** Where backend faults go that are named otherwise there. */
export const CONNECTION_RENAMES: Renames = {
  auth_secret: "auth_secret.text",
  // One text here, a list there.
  "auth.scopes": "auth.scopes",
  "auth.request": "auth.request.place",
  "auth.request.method": "auth.request.method",
  "auth.request.place": "auth.request.place",
  "auth.grant": "auth.kind",
  client_key: "client_key.text",
  signing_secret: "signing_secret.text",
  secret: "signing_secret.text",
  keep_old_secret_hours: "signing_secret.keep_old_hours",
};

export function toConnectionValues(from: Connection | null): ConnectionValues {
  return {
    name: from?.name ?? "",
    base_url: from?.base_url ?? "",
    auth: toAuthForm(from?.auth ?? { kind: "none" }),
    auth_secret: noSecret(from?.has_auth_secret ?? false),
    token_secret: "",
    auth_stored: from?.has_auth_secret ?? false,
    signing: toSigningForm(from?.signing ?? { scheme: "none" }),
    signing_secret: noSecret(from?.has_signing_secret ?? false),
    signing_stored: from?.has_signing_secret ?? false,
    headers: toLines(from?.headers ?? []),
    paused: from?.paused ?? false,
    ...toTlsValues(from),
  };
}

/** The secret as it is stored: the two of OAuth 1.0a are kept as one text. */
function authSecretText({ auth, auth_secret: secret, token_secret }: ConnectionValues): string | undefined {
  if (!asksSecret(auth)) return undefined;
  if (auth.kind !== "oauth1" || secret.change !== "set") return secretText(secret);
  return JSON.stringify({ consumer_secret: secret.text.trim(), token_secret: token_secret.trim() });
}

/** A change of a stored one: only what was touched. */
export function toChange(before: ConnectionValues, values: ConnectionValues, id: number): SaveConnection {
  return { id, ...onlyChanges(toSaveConnection(before, id), toSaveConnection(values, id)) };
}

export function toSaveConnection(values: ConnectionValues, id?: number): SaveConnection {
  const fromUrl = hasUserinfo(values.base_url);
  const authText = fromUrl ? undefined : authSecretText(values);
  const key = usesTls(values.base_url) ? clientKeyText(values) : undefined;
  const signs = values.signing.scheme !== "none";
  const signingText = signs ? secretText(values.signing_secret) : undefined;
  const keeps = values.signing_stored && values.signing_secret.change === "set" && values.signing.scheme === "standard";
  return {
    ...(id === undefined ? {} : { id }),
    name: values.name.trim(),
    base_url: typedUrl(values.base_url),
    // The credential in the URL takes the place of what was chosen.
    auth: fromUrl ? { kind: "none" } : toAuth(values.auth, typedUrl(values.base_url)),
    ...(authText === undefined ? {} : { auth_secret: authText }),
    signing: toSigning(values.signing),
    ...(signingText === undefined ? {} : { signing_secret: signingText }),
    ...(keeps ? { keep_old_secret_hours: Number(values.signing_secret.keep_old_hours) } : {}),
    headers: toPairs(values.headers),
    paused: values.paused,
    ...(usesTls(values.base_url) ? { tls: toTls(values) } : {}),
    ...(key === undefined ? {} : { client_key: key }),
  };
}
