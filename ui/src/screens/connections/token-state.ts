/** How it stands with a connection's token, in one word. */
import type { Auth, Connection, OAuth2, TokenInfo } from "../../bindings";
import type { Tone } from "../../parts/badge";

export type TokenState = { tone: Tone; word: string };

export function tokenState(connection: Connection, token: TokenInfo, now: Date): TokenState {
  if (connection.unauthorized) return { tone: "held", word: "Needs authorization" };
  if (token.renewing_since) return { tone: "sending", word: "Renewing" };
  if (!token.kept) return { tone: "skipped", word: "No token yet" };
  const expired = token.expires_at !== null && new Date(token.expires_at) <= now;
  if (token.failure) return { tone: "retrying", word: expired ? "Expired, renewal failed" : "Last renewal failed" };
  return expired ? { tone: "retrying", word: "Expired" } : { tone: "delivered", word: "Authorized" };
}

/** Whether a person has to agree in a browser. */
export const needsPerson = (auth: Auth): boolean => auth.kind === "oauth2" && auth.grant === "authorization_code";

/** What happens when the token expires. */
export function renewalText(auth: OAuth2, token: TokenInfo): string {
  if (auth.grant !== "authorization_code") return "By itself: asked for anew before it expires.";
  if (token.refreshable) return "By itself, before it expires.";
  return "Not possible: authorize again when it expires.";
}

/** Asks for a token that works while nobody is there; OpenID Connect Core section 11 wants `prompt=consent` with it. */
export const OFFLINE = "offline_access";

/** What was asked for and not given, where the provider told what it gave. */
export function scopesNotGiven({ scopes }: OAuth2, { scope }: TokenInfo): string[] {
  if (!scope) return [];
  const given = new Set(scope.split(/[\s,]+/));
  return scopes.filter((asked) => !given.has(asked));
}

/** The host an address leads to, for a sentence. */
export function hostOf(url: string | undefined): string {
  return url && URL.canParse(url) ? new URL(url).host : "the provider";
}
