/** Known systems: what they fill in, and what is left for a person. */
import type { ConnectionPreset } from "../../bindings";
import { noSecret } from "../../parts/form/secrets";
import { toAuthForm } from "./auth-form";
import { kindOf, wayWords } from "./auth-ways";
import type { ConnectionValues } from "./connection-form";

/**
 * The values with a preset's in place; what it does not know of stays as it was typed. `before` is the preset chosen
 * until now: its base URL goes with it.
 */
export function withPreset(
  values: ConnectionValues,
  preset: ConnectionPreset,
  before: ConnectionPreset | null,
): ConnectionValues {
  const auth = toAuthForm(preset.auth);
  const typed = values.base_url === (before?.base_url ?? "") ? "" : values.base_url;
  const same = kindOf(auth.kind) === kindOf(values.auth.kind);
  return {
    ...values,
    base_url: typed || (preset.base_url ?? ""),
    auth: {
      ...auth,
      client_id: auth.client_id || values.auth.client_id,
      username: auth.username || values.auth.username,
    },
    auth_secret: same ? values.auth_secret : noSecret(false),
    token_secret: same ? values.token_secret : "",
  };
}

export type Missing = { path: string; label: string };

/** What a person still has to fill in, in the preset's order. */
export function stillMissing(values: ConnectionValues, asks: string[]): Missing[] {
  return asks.map((ask) => asked(values, ask)).filter((missing) => missing !== null);
}

const LABELS: Record<string, string> = {
  base_url: "Base URL",
  "auth.username": "User name",
  "auth.name": "Header",
  "auth.client_id": "Client id",
  "auth.scopes": "Scopes",
  "auth.authorize_url": "Authorization page",
  "auth.token_url": "Token address",
  "auth.revoke_url": "Revocation address",
  "auth.issuer": "Provider (issuer)",
  "auth.consumer_key": "Consumer key",
  "auth.token": "Access token",
};

function asked(values: ConnectionValues, ask: string): Missing | null {
  if (ask === "auth_secret") return secretMissing(values);
  const label = LABELS[ask];
  if (label === undefined) return null;
  const text = ask === "base_url" ? values.base_url : values.auth[ask.slice("auth.".length) as "client_id"];
  return text.trim() === "" ? { path: ask, label } : null;
}

function secretMissing({ auth, auth_secret: secret, token_secret }: ConnectionValues): Missing | null {
  if (secret.change === "keep") return null;
  if (secret.text === "") {
    const label = auth.kind === "oauth1" ? "Consumer secret" : wayWords(auth.kind).secret;
    return { path: "auth_secret.text", label };
  }
  return auth.kind === "oauth1" && token_secret === "" ? { path: "token_secret", label: "Access token secret" } : null;
}
