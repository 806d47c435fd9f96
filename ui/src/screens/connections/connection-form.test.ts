import { expect, it } from "vitest";
import type { Auth, Connection } from "../../bindings";
import { type AuthForm, toAuthForm } from "./auth-form";
import type { Way } from "./auth-ways";
import { type ConnectionValues, connectionSchema, toConnectionValues, toSaveConnection } from "./connection-form";
import { harmlessPath } from "./harmless";

const fresh = (change: Partial<ConnectionValues> = {}): ConnectionValues => ({
  ...toConnectionValues(null),
  name: "ERP",
  base_url: "https://erp.example.com/api",
  ...change,
});
const wrong = (values: ConnectionValues) =>
  (connectionSchema.safeParse(values).error?.issues ?? []).map((issue) => issue.path.join("."));
const auth = (kind: Way, change: Partial<AuthForm> = {}): AuthForm => ({
  ...toAuthForm({ kind: "none" }),
  name: "",
  kind,
  ...change,
});
const secret = (text: string) => ({ change: "set" as const, text, keep_old_hours: 0 });
const client = { token_url: "https://login.example.com/token", client_id: "shop" };

it("needs a name and a base URL without a query", () => {
  expect(wrong(fresh())).toEqual([]);
  expect(wrong(fresh({ name: " ", base_url: "" }))).toEqual(["name", "base_url"]);
  expect(wrong(fresh({ base_url: "https://erp.example.com/?key=1" }))).toEqual(["base_url"]);
});

it("needs what each way to authenticate needs", () => {
  expect(wrong(fresh({ auth: auth("bearer") }))).toEqual(["auth_secret.text"]);
  expect(wrong(fresh({ auth: auth("basic") }))).toEqual(["auth.username"]);
  expect(wrong(fresh({ auth: auth("basic", { username: "a:b" }) }))).toEqual(["auth.username"]);
  expect(wrong(fresh({ auth: auth("api_key_header", { name: "X Key" }) }))).toEqual(["auth.name", "auth_secret.text"]);
  expect(wrong(fresh({ auth: auth("api_key_query") }))).toEqual(["auth.name", "auth_secret.text"]);
});

it("leaves a stored secret alone", () => {
  const values = fresh({
    auth: auth("bearer"),
    auth_stored: true,
    auth_secret: { change: "keep", text: "", keep_old_hours: 0 },
  });
  expect(wrong(values)).toEqual([]);
  expect(toSaveConnection(values, 2)).not.toHaveProperty("auth_secret");
});

it("lets a user name in the URL take the place of what was chosen", () => {
  const values = fresh({ base_url: "https://ada:pw@erp.example.com/", auth: auth("bearer") });
  expect(wrong(values)).toEqual([]);
  const saved = toSaveConnection(values);
  expect(saved.auth).toEqual({ kind: "none" });
  expect(saved).not.toHaveProperty("auth_secret");
  expect(saved.base_url).toBe("https://ada:pw@erp.example.com/");
});

const OAUTHS: Auth[] = [
  { kind: "oauth1", consumer_key: "ck", token: "at", signature_url_http: true, clock_offset_s: -40 },
  {
    kind: "oauth2",
    grant: "authorization_code",
    token_url: "https://login.example.com/token",
    authorize_url: "https://login.example.com/authorize",
    revoke_url: "https://login.example.com/revoke",
    issuer: "https://login.example.com",
    client_id: "shop",
    client_auth: "basic",
    scopes: ["contacts:read", "offline_access"],
    params: [["audience", "https://api.example.com"]],
    authorize_params: [["prompt", "consent"]],
    pkce: true,
    redirect_port: 47_811,
    redirect_path: "/callback",
    request: { method: "post", place: "form" },
    answer: { token: "access_token", lifetime: "expires_in", default_lifetime_s: 3600, refresh: "refresh_token" },
    send: { as: "bearer" },
  },
  {
    kind: "oauth2",
    grant: "custom",
    token_url: "https://pos-api.example.com/v1/generate-access-token",
    client_id: "shop",
    client_auth: "headers",
    scopes: [],
    params: [["Content-Type", "application/json"]],
    authorize_params: [],
    pkce: true,
    redirect_path: "/callback",
    request: { method: "get", place: "headers" },
    answer: { token: "data.token", lifetime: "", default_lifetime_s: 0, refresh: "" },
    send: { as: "header", name: "X-Token", prefix: "Token " },
  },
];

it.each(OAUTHS)("gives OAuth settings back as they came (%#)", (stored) => {
  const connection = { name: "Shop", base_url: "https://shop.test", auth: stored, has_auth_secret: true } as Connection;
  const values = toConnectionValues(connection);
  expect(wrong(values)).toEqual([]);
  expect(toSaveConnection(values, 2).auth).toEqual(stored);
});

it("needs what each way of OAuth needs", () => {
  expect(wrong(fresh({ auth: auth("client_credentials") }))).toEqual([
    "auth.token_url",
    "auth.client_id",
    "auth_secret.text",
  ]);
  expect(wrong(fresh({ auth: auth("authorization_code") }))).toEqual([
    "auth.authorize_url",
    "auth.token_url",
    "auth.client_id",
    "auth_secret.text",
  ]);
  expect(wrong(fresh({ auth: auth("oauth1"), auth_secret: secret("cs") }))).toEqual([
    "auth.consumer_key",
    "auth.token",
    "token_secret",
  ]);
  expect(wrong(fresh({ auth: auth("client_credentials", { ...client, client_auth: "none" }) }))).toEqual([
    "auth.client_auth",
  ]);
});

it("asks a public client for no secret", () => {
  const open = auth("authorization_code", { ...client, authorize_url: "/agree", client_auth: "none" });
  expect(wrong(fresh({ auth: open }))).toEqual([]);
  expect(toSaveConnection(fresh({ auth: open }))).not.toHaveProperty("auth_secret");
});

it("refuses addresses that would carry secrets in the open", () => {
  const at = (token_url: string) =>
    wrong(fresh({ auth: auth("client_credentials", { ...client, token_url }), auth_secret: secret("s") }));
  expect(at("http://login.example.com/token")).toEqual(["auth.token_url"]);
  expect(at("http://127.0.0.1.example.com/token")).toEqual(["auth.token_url"]);
  expect(at("https://me:pw@login.example.com/token")).toEqual(["auth.token_url"]);
  expect(at("http://127.0.0.1:9000/token")).toEqual([]);
  expect(at("http://[::1]:9000/token")).toEqual([]);
});

it("reads a path as one below the base URL", () => {
  const values = fresh({
    base_url: "https://mautic.example.org/m/",
    auth: auth("client_credentials", { ...client, token_url: "/oauth/v2/token" }),
    auth_secret: secret("s"),
  });
  expect(wrong(values)).toEqual([]);
  expect(toSaveConnection(values).auth).toMatchObject({ token_url: "https://mautic.example.org/m/oauth/v2/token" });
  // The base URL may be that of the API itself; the site is above it.
  const api = toSaveConnection({ ...values, base_url: "https://mautic.example.org/api/" });
  expect(api.auth).toMatchObject({ token_url: "https://mautic.example.org/oauth/v2/token" });
});

it("points at the parameter that is wrong", () => {
  const params = [
    { name: "audience", value: "a" },
    { name: "scope", value: "b" },
    { name: "audience", value: "c" },
    { name: "", value: "" },
  ];
  const faulty = auth("client_credentials", { ...client, params });
  expect(wrong(fresh({ auth: faulty, auth_secret: secret("s") }))).toEqual([
    "auth.params.1.name",
    "auth.params.2.name",
    "auth.params.3.name",
  ]);
  // An endpoint of its own may name them as it likes.
  const own = auth("custom", { ...client, params: params.slice(0, 2) });
  expect(wrong(fresh({ auth: own, auth_secret: secret("s") }))).toEqual([]);
});

it("lets no port of the system be the redirect's", () => {
  const at = (redirect_port: number | string) =>
    wrong(
      fresh({
        auth: auth("authorization_code", { ...client, authorize_url: "/a", redirect_port }),
        auth_secret: secret("s"),
      }),
    );
  expect([at(80), at(1024), at(65_536), at("")].map((found) => found[0])).toEqual([
    "auth.redirect_port",
    undefined,
    "auth.redirect_port",
    undefined,
  ]);
});

it("knows a request that only reads, above and below the API's own address", () => {
  const at = (base_url: string, auth: Auth) => harmlessPath({ base_url, auth } as Connection);
  const mautic = { ...OAUTHS[1], token_url: "https://m.example.org/oauth/v2/token" } as Auth;
  expect(at("https://m.example.org", mautic)).toBe("api/contacts?limit=1");
  expect(at("https://m.example.org/api/", mautic)).toBe("contacts?limit=1");
  expect(at("https://shop.example.com/rest", OAUTHS[0] as Auth)).toBe("V1/store/storeConfigs");
  expect(at("https://erp.example.com", { kind: "bearer" })).toBe("");
});

it("keeps a stored access token of OAuth 1.0a where none is given", () => {
  const signer = auth("oauth1", { consumer_key: "ck", token: "" });
  const kept = { change: "keep" as const, text: "", keep_old_hours: 0 };
  expect(wrong(fresh({ auth: signer, auth_stored: true, auth_secret: kept }))).toEqual([]);
  const set = { auth: signer, auth_stored: true, auth_secret: secret("cs"), token_secret: "ts" };
  expect(wrong(fresh(set))).toEqual(["auth.token"]);
});

it("keeps the two secrets of OAuth 1.0a together", () => {
  const signer = auth("oauth1", { consumer_key: "ck", token: "at" });
  const values = fresh({ auth: signer, auth_secret: secret(" cs "), token_secret: "ts" });
  expect(JSON.parse(toSaveConnection(values).auth_secret ?? "")).toEqual({ consumer_secret: "cs", token_secret: "ts" });
  const kept = { change: "keep" as const, text: "", keep_old_hours: 0 };
  expect(toSaveConnection({ ...values, auth_stored: true, auth_secret: kept })).not.toHaveProperty("auth_secret");
});
