/** Authentication as the form holds it: one set of fields for every way, so that changing the way loses nothing. */
import type { Auth, OAuth2, OAuthAnswerForm, OAuthClientAuth, OAuthPresent, OAuthRequestForm } from "../../bindings";
import { type HeaderLine, toLines, toPairs } from "../../parts/form/rules";
import { kindOf, type Way, wayOf } from "./auth-ways";

export type AuthForm = {
  kind: Way;
  username: string;
  name: string;
  /** OAuth 1.0a. */
  consumer_key: string;
  token: string;
  signature_url_http: boolean;
  clock_offset_s: number | string;
  /** OAuth 2; an address may be a path below the base URL. */
  issuer: string;
  authorize_url: string;
  token_url: string;
  revoke_url: string;
  client_id: string;
  client_auth: OAuthClientAuth;
  /** Separated by spaces. */
  scopes: string;
  params: HeaderLine[];
  authorize_params: HeaderLine[];
  pkce: boolean;
  /** Empty: any free one. */
  redirect_port: number | string;
  redirect_path: string;
  request: OAuthRequestForm;
  answer: Omit<OAuthAnswerForm, "default_lifetime_s"> & { default_lifetime_s: number | string };
  send: { as: OAuthPresent["as"]; name: string; prefix: string };
};

const START: AuthForm = {
  kind: "none",
  username: "",
  name: "X-Api-Key",
  consumer_key: "",
  token: "",
  signature_url_http: false,
  clock_offset_s: 0,
  issuer: "",
  authorize_url: "",
  token_url: "",
  revoke_url: "",
  client_id: "",
  client_auth: "body",
  scopes: "",
  params: [],
  authorize_params: [],
  pkce: true,
  redirect_port: "",
  redirect_path: "/callback",
  request: { method: "post", place: "form" },
  answer: { token: "access_token", lifetime: "expires_in", default_lifetime_s: 3600, refresh: "refresh_token" },
  send: { as: "bearer", name: "", prefix: "" },
};

export function toAuthForm(auth: Auth): AuthForm {
  const start = structuredClone(START);
  switch (auth.kind) {
    case "basic":
      return { ...start, kind: "basic", username: auth.username };
    case "api_key_header":
    case "api_key_query":
    case "oauth1":
      return { ...start, ...auth };
    case "oauth2":
      return { ...start, ...fromOAuth2(auth), kind: wayOf(auth) };
    default:
      return { ...start, kind: auth.kind };
  }
}

function fromOAuth2(auth: OAuth2): Partial<AuthForm> {
  return {
    issuer: auth.issuer ?? "",
    authorize_url: auth.authorize_url ?? "",
    token_url: auth.token_url,
    revoke_url: auth.revoke_url ?? "",
    client_id: auth.client_id,
    client_auth: auth.client_auth,
    scopes: auth.scopes.join(" "),
    params: toLines(auth.params),
    authorize_params: toLines(auth.authorize_params),
    pkce: auth.pkce,
    redirect_port: auth.redirect_port ?? "",
    redirect_path: auth.redirect_path,
    request: { ...auth.request },
    answer: { ...auth.answer },
    send: { name: "", prefix: "", ...auth.send },
  };
}

/**
 * An address as it is asked: a path stands below the site of the base URL. Where that is the address of the site's API
 * the API's own part (`/api` of Mautic, `/rest` of Magento) is left out, as the engine's presets do.
 */
export function below(base: string, address: string): string {
  const text = address.trim();
  if (!text.startsWith("/")) return text;
  const whole = base.trim().replace(/\/+$/, "");
  const api = text.startsWith("/oauth/") ? "/api" : text.startsWith("/rest/") ? "/rest" : "";
  return (api !== "" && whole.endsWith(api) ? whole.slice(0, -api.length) : whole) + text;
}

export const scopeList = (text: string): string[] => text.split(/\s+/).filter((scope) => scope !== "");

export function toAuth(form: AuthForm, base: string): Auth {
  const { kind } = form;
  switch (kind) {
    case "basic":
      return { kind, username: form.username };
    case "api_key_header":
    case "api_key_query":
      return { kind, name: form.name.trim() };
    case "oauth1":
      return {
        kind,
        consumer_key: form.consumer_key.trim(),
        token: form.token.trim(),
        signature_url_http: form.signature_url_http,
        clock_offset_s: Number(form.clock_offset_s),
      };
    case "client_credentials":
    case "authorization_code":
    case "custom":
      return { kind: "oauth2", ...toOAuth2(form, kind, base) };
    default:
      return { kind };
  }
}

function toOAuth2(form: AuthForm, grant: OAuth2["grant"], base: string): OAuth2 {
  const person = grant === "authorization_code";
  const url = (address: string) => below(base, address);
  return {
    grant,
    token_url: url(form.token_url),
    ...(person ? { authorize_url: url(form.authorize_url) } : {}),
    ...(form.revoke_url.trim() === "" ? {} : { revoke_url: url(form.revoke_url) }),
    ...(form.issuer.trim() === "" || grant === "custom" ? {} : { issuer: form.issuer.trim() }),
    client_id: form.client_id.trim(),
    client_auth: form.client_auth,
    scopes: scopeList(form.scopes),
    params: toPairs(form.params),
    authorize_params: person ? toPairs(form.authorize_params) : [],
    pkce: form.pkce,
    ...(form.redirect_port === "" ? {} : { redirect_port: Number(form.redirect_port) }),
    redirect_path: form.redirect_path.trim(),
    request: requestOf(form),
    answer: { ...form.answer, default_lifetime_s: Number(form.answer.default_lifetime_s) },
    send: toSend(form.send),
  };
}

/** Only an endpoint of its own may be asked by GET, or with headers or a query. */
export function requestOf({ kind, request }: AuthForm): OAuthRequestForm {
  if (kind === "custom") return { method: request.method, place: request.place };
  return { method: "post", place: request.place === "json" ? "json" : "form" };
}

function toSend({ as, name, prefix }: AuthForm["send"]): OAuthPresent {
  if (as === "header") return { as, name: name.trim(), prefix };
  return as === "query" ? { as, name: name.trim() } : { as };
}

/** The address the browser is sent back to; without a port where any free one is taken. */
export function redirectAddress({ redirect_port: port, redirect_path: path }: AuthForm): string {
  return `http://127.0.0.1${port === "" ? "" : `:${port}`}${path.trim()}`;
}

/** Whether the secret a person gives is asked for at all. */
export function asksSecret(form: AuthForm): boolean {
  const kind = kindOf(form.kind);
  if (kind === "none") return false;
  if (kind !== "oauth2") return true;
  return form.client_auth !== "none" || form.params.some(({ value }) => value.includes("{client_secret}"));
}
