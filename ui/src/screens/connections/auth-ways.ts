/** The ways to authenticate, as a person chooses among them: OAuth 2 is three of them, one for each grant. */
import type { Auth, OAuthGrant } from "../../bindings";

export type Way = Exclude<Auth["kind"], "oauth2"> | OAuthGrant;

type WayWords = {
  value: Way;
  label: string;
  /** For a narrow column. */
  short: string;
  says: string;
  /** What its secret is called. */
  secret: string;
};

const FIXED: WayWords[] = [
  { value: "none", label: "None", short: "None", says: "Requests carry no credential.", secret: "" },
  {
    value: "basic",
    label: "User name and password",
    short: "Basic",
    says: "HTTP Basic. A WordPress application password goes here too.",
    secret: "Password",
  },
  {
    value: "bearer",
    label: "Bearer token",
    short: "Bearer token",
    says: "Authorization: Bearer …",
    secret: "Token",
  },
  {
    value: "api_key_header",
    label: "API key in a header",
    short: "API key (header)",
    says: "A key under a header of the receiver's choice.",
    secret: "Key",
  },
  {
    value: "api_key_query",
    label: "API key in the address",
    short: "API key (address)",
    says: "A key as a query parameter. Servers write addresses to their logs; prefer a header where you can.",
    secret: "Key",
  },
];

const OAUTH: WayWords[] = [
  {
    value: "client_credentials",
    label: "OAuth 2: client credentials",
    short: "OAuth 2 (client)",
    says: "Hookdesk asks the provider for a token with an id and a secret of its own. Nobody has to agree.",
    secret: "Client secret",
  },
  {
    value: "authorization_code",
    label: "OAuth 2: a person authorizes in the browser",
    short: "OAuth 2 (browser)",
    says: "You sign in at the provider once and agree; Hookdesk keeps the access from then on.",
    secret: "Client secret",
  },
  {
    value: "custom",
    label: "OAuth 2: a token endpoint of its own",
    short: "OAuth 2 (custom)",
    says: "For a provider with rules of its own: you say how the token is asked for, where it stands, how it is sent.",
    secret: "Client secret",
  },
  {
    value: "oauth1",
    label: "OAuth 1.0a (Magento integration)",
    short: "OAuth 1.0a",
    says: "Each request is signed with the four values of an integration. Nothing expires.",
    secret: "Consumer secret",
  },
];

export const WAY_GROUPS = [
  { group: "A fixed credential", items: FIXED },
  { group: "OAuth", items: OAUTH },
].map(({ group, items }) => ({ group, items: items.map(({ value, label }) => ({ value, label })) }));

const ALL = new Map([...FIXED, ...OAUTH].map((words) => [words.value, words]));

export function wayWords(way: Way): WayWords {
  return ALL.get(way) ?? (FIXED[0] as WayWords);
}

export const wayOf = (auth: Auth): Way => (auth.kind === "oauth2" ? auth.grant : auth.kind);

/** The kind on the wire: a stored secret fits every way of its kind. */
export function kindOf(way: Way): Auth["kind"] {
  return way === "client_credentials" || way === "authorization_code" || way === "custom" ? "oauth2" : way;
}

/** What stands for the client's secret in a parameter's value. */
export const SECRET_MARK = "{client_secret}";
export const ID_MARK = "{client_id}";

/** Whether requests need a secret that is stored here. An empty password is legal. */
export function needsSecret(auth: Auth): boolean {
  if (auth.kind === "none" || auth.kind === "basic") return false;
  if (auth.kind !== "oauth2") return true;
  return auth.client_auth !== "none" || auth.params.some(([, value]) => value.includes(SECRET_MARK));
}
