/** The rules of authentication that Rust checks again (`hookdesk-core`'s oauth/check.rs), for while a person types. */
import { type HeaderLine, headerNameProblem, urlProblem } from "../../parts/form/rules";
import { type AuthForm, below, scopeList } from "./auth-form";
import { ID_MARK, kindOf, SECRET_MARK } from "./auth-ways";

export type Problem = { path: (string | number)[]; message: string };

/** What Hookdesk sets in a token request itself (RFC 6749, RFC 7636). */
const OWN = [
  "grant_type",
  "client_id",
  "client_secret",
  "code",
  "code_verifier",
  "redirect_uri",
  "refresh_token",
  "scope",
];
/** And in the address of the page where a person agrees. */
const OWN_AUTHORIZE = [
  "response_type",
  "response_mode",
  "client_id",
  "redirect_uri",
  "state",
  "scope",
  "code_challenge",
  "code_challenge_method",
  "client_secret",
];
const DAY_S = 86_400;
const TEN_YEARS_S = 315_360_000;

/** What is wrong with the fields of the chosen way; paths are the form's. `kept`: its secrets are stored and stay. */
export function authProblems(auth: AuthForm, base: string, kept: boolean): Problem[] {
  const found: Problem[] = [];
  const add = (path: string, message: string | null) => {
    if (message) found.push({ path: ["auth", ...path.split(".")], message });
  };
  if (auth.kind === "basic") add("username", usernameProblem(auth.username));
  if (auth.kind === "api_key_header") add("name", headerNameProblem(auth.name));
  if (auth.kind === "api_key_query") add("name", auth.name.trim() === "" ? "Give the parameter's name." : null);
  if (auth.kind === "oauth1") {
    add("consumer_key", wordProblem(auth.consumer_key, "the consumer key"));
    // It is stored with the secrets.
    add("token", kept && auth.token.trim() === "" ? null : wordProblem(auth.token, "the access token"));
    const offset = auth.clock_offset_s;
    const fits = typeof offset === "number" && Number.isInteger(offset) && Math.abs(offset) <= DAY_S;
    add("clock_offset_s", fits ? null : "Whole seconds, at most a day either way.");
  }
  if (kindOf(auth.kind) === "oauth2") oauth2Problems(auth, base, add);
  return found;
}

function oauth2Problems(auth: AuthForm, base: string, add: (path: string, message: string | null) => void): void {
  const person = auth.kind === "authorization_code";
  const custom = auth.kind === "custom";
  // What stands below a base URL that is missing is not wrong itself: that one is asked for at its own field.
  const address = (text: string) =>
    base.trim() === "" && text.trim().startsWith("/") ? null : endpointProblem(base, text);
  if (!custom && auth.issuer.trim() !== "") {
    const problem = endpointProblem("", auth.issuer);
    add("issuer", problem ?? (auth.issuer.includes("?") ? "An issuer has no query." : null));
  }
  if (person) {
    const missing = auth.authorize_url.trim() === "" ? "Give the page where a person agrees." : null;
    add("authorize_url", missing ?? address(auth.authorize_url));
  }
  add("token_url", auth.token_url.trim() === "" ? "Give the address tokens come from." : address(auth.token_url));
  if (auth.revoke_url.trim() !== "") add("revoke_url", address(auth.revoke_url));
  const idUsed = !custom || auth.client_auth !== "none" || auth.params.some(({ value }) => value.includes(ID_MARK));
  add("client_id", idUsed && auth.client_id.trim() === "" ? "Give the client's id." : null);
  const secret = auth.client_auth !== "none" || auth.params.some(({ value }) => value.includes(SECRET_MARK));
  if (auth.kind === "client_credentials" && !secret) {
    add("client_auth", "Client credentials need a secret: choose how it is sent.");
  }
  const bad = scopeList(auth.scopes).find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  add("scopes", bad ? `"${bad}" is no scope: no quotes, no backslashes, plain letters.` : null);
  paramProblems("params", auth.params, custom ? [] : OWN, add);
  if (person) {
    paramProblems("authorize_params", auth.authorize_params, OWN_AUTHORIZE, add);
    redirectProblems(auth, add);
  }
  if (custom && auth.request.method === "get" && (auth.request.place === "form" || auth.request.place === "json")) {
    add("request.place", "A GET request has no body: put them into headers or the query, or choose POST.");
  }
  const lifetime = auth.answer.default_lifetime_s;
  const fits = typeof lifetime === "number" && Number.isInteger(lifetime) && lifetime >= 0 && lifetime <= TEN_YEARS_S;
  add("answer.default_lifetime_s", fits ? null : "Whole seconds, from 0 to ten years.");
  if (auth.send.as === "header") add("send.name", headerNameProblem(auth.send.name));
  if (auth.send.as === "query") add("send.name", auth.send.name.trim() === "" ? "Give the parameter's name." : null);
}

/** Why secrets cannot be sent to this address, or null. */
export function endpointProblem(base: string, address: string): string | null {
  const full = below(base, address);
  if (full.startsWith("/")) return "A path stands below the base URL: give that one first.";
  const problem = urlProblem(full);
  if (problem) return problem;
  const url = new URL(full);
  if (url.username !== "" || url.password !== "") return "The client's id and secret have fields of their own.";
  const near = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !near) return "Secrets would travel unencrypted over http://. Give https://.";
  return null;
}

function paramProblems(
  path: "params" | "authorize_params",
  lines: HeaderLine[],
  own: string[],
  add: (path: string, message: string | null) => void,
): void {
  const seen = new Set<string>();
  lines.forEach(({ name, value }, index) => {
    const at = `${path}.${index}`;
    if (name === "") add(`${at}.name`, "Give the parameter's name.");
    else if (own.includes(name)) add(`${at}.name`, "Hookdesk sets this one itself.");
    else if (seen.has(name)) add(`${at}.name`, "This parameter is given twice.");
    seen.add(name);
    if (path === "authorize_params" && value.includes(SECRET_MARK)) {
      add(`${at}.value`, "The secret never goes through the browser.");
    }
  });
}

function redirectProblems(auth: AuthForm, add: (path: string, message: string | null) => void): void {
  const port = auth.redirect_port;
  const fits = port === "" || (typeof port === "number" && Number.isInteger(port) && port >= 1024 && port <= 65_535);
  add("redirect_port", fits ? null : "From 1,024 to 65,535; empty for any free one.");
  const path = auth.redirect_path.trim();
  const plain = /^\/[A-Za-z0-9/\-._~]*$/.test(path) && !path.split("/").some((part) => part === "." || part === "..");
  add("redirect_path", plain ? null : "A plain path, such as /callback.");
}

function usernameProblem(name: string): string | null {
  if (name === "") return "Give the user name.";
  return name.includes(":") ? "A user name has no colon." : null;
}

function wordProblem(text: string, what: string): string | null {
  if (text.trim() === "") return `Give ${what}.`;
  return /\s/.test(text.trim()) ? "It holds no spaces." : null;
}
