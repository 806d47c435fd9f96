import { expect, it } from "vitest";
import type { Auth, Connection } from "../../bindings";
import { type ConnectionValues, connectionSchema, toConnectionValues, toSaveConnection } from "./connection-form";

const fresh = (change: Partial<ConnectionValues> = {}): ConnectionValues => ({
  ...toConnectionValues(null),
  name: "ERP",
  base_url: "https://erp.example.com/api",
  ...change,
});
const wrong = (values: ConnectionValues) =>
  (connectionSchema.safeParse(values).error?.issues ?? []).map((issue) => issue.path.join("."));
const none: Auth = { kind: "none" };
const auth = (kind: Auth["kind"], change = {}) => ({ kind, username: "", name: "", kept: none, ...change });

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

it("gives OAuth settings back as they came", () => {
  const oauth: Auth = { kind: "oauth1", consumer_key: "ck", token: "at", signature_url_http: false, clock_offset_s: 0 };
  const stored = { name: "Shop", base_url: "https://shop.test", auth: oauth, has_auth_secret: true } as Connection;
  expect(toSaveConnection(toConnectionValues(stored), 2).auth).toEqual(oauth);
});
