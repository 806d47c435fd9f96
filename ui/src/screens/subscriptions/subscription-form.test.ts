import { expect, it } from "vitest";
import type { Subscription } from "../../bindings";
import { looksPrivate, looksUnencrypted } from "./private-address";
import {
  type SubscriptionValues,
  subscriptionSchema,
  toChange,
  toDefaults,
  toSaveSubscription,
  toSubscriptionValues,
} from "./subscription-form";

const stored: Subscription = {
  id: 7,
  label: "ERP",
  event_name: "sales.order.created",
  recipient: { kind: "connection", id: 3, path: "orders" },
  url: "https://erp.example.com/orders",
  method: "PUT",
  enabled: true,
  metadata: "default",
  binding: "rebuild",
  retry: { kind: "linear", step_ms: 1000, cap_ms: 5000, retries: 4 },
  timeout_ms: 20_000,
  concurrency: 8,
  rate: { count: 5, per_ms: 60_000 },
  signing: { scheme: "hmac", header: "X-Sig", encoding: "base64", prefix: "" },
  headers: [["X-Shop", "main"]],
  allow_private: true,
  consent: { host: "erp.example.com", subnets: ["10.0.0.0/24"], at: "2026-11-20T00:00:00Z" },
  needs_consent: false,
  blocked: null,
  unencrypted: false,
  debug: true,
  has_secret: true,
  created_at: "2026-11-20T00:00:00Z",
  updated_at: "2026-11-20T00:00:00Z",
};
const fresh = (change: Partial<SubscriptionValues> = {}): SubscriptionValues => ({
  ...toSubscriptionValues(null, toDefaults(undefined), "sales.order.created"),
  recipient: { kind: "url", url: "https://erp.example.com/", id: null, path: "" },
  ...change,
});
const wrong = (values: SubscriptionValues) =>
  (subscriptionSchema.safeParse(values).error?.issues ?? []).map((issue) => issue.path.join("."));

it("saves an unchanged subscription as it is, without touching its secret", () => {
  const { id, method, binding, retry, timeout_ms, concurrency, rate, signing, headers, allow_private, debug } = stored;
  const saved = toSaveSubscription(toSubscriptionValues(stored, toDefaults(undefined)), 7);
  expect(saved).toEqual({
    ...{ id, method, binding, retry, timeout_ms, concurrency, rate, signing, headers, allow_private, debug },
    label: "ERP",
    metadata: "default",
    recipient: stored.recipient,
  });
});

it("consents anew for another host, and takes nothing along unasked", () => {
  const at = (url: string, allow_private: boolean) =>
    fresh({ recipient: { kind: "url", url, id: null, path: "" }, allow_private });
  const before = at("http://erp.local/a", true);
  expect(toChange(before, at("http://erp.local/b", true), 7)).not.toHaveProperty("allow_private");
  expect(toChange(before, at("http://crm.local/a", true), 7)).toMatchObject({ allow_private: true });
  expect(toChange(before, at("http://crm.local/a", false), 7)).toMatchObject({ allow_private: false });
});

it("sends what names no scheme to https", () => {
  const values = fresh({ recipient: { kind: "url", url: " erp.example.com:8443/hooks ", id: null, path: "" } });
  expect(wrong(values)).toEqual([]);
  expect(toSaveSubscription(values).recipient).toEqual({ kind: "url", url: "https://erp.example.com:8443/hooks" });
});

it.each([
  ["http://shop.example/", true],
  ["http://93.184.216.34/", true],
  ["https://shop.example/", false],
  ["shop.example", false],
  ["http://192.168.1.20/", false],
  ["http://erp.local/", false],
  ["http://erp/", false],
  ["http://localhost:8080/", false],
])("knows whether %s is sent unencrypted", (url, want) => expect(looksUnencrypted(url)).toBe(want));

it("changes only what was touched", () => {
  const values = toSubscriptionValues(stored, toDefaults(undefined));
  expect(toChange(values, values, 7)).toEqual({ id: 7 });
  expect(toChange(values, { ...values, label: "Shop", binding: "snapshot" }, 7)).toEqual({
    id: 7,
    label: "Shop",
    binding: "snapshot",
  });
});

it("starts a new one from the settings", () => {
  const setting = { description: "", kind: "", choices: [], min: null, max: null, default: null };
  const defaults = toDefaults([
    { ...setting, key: "retry.default", value: { kind: "classic" } },
    { ...setting, key: "send.timeout_ms", value: 5000 },
    { ...setting, key: "send.concurrency", value: 2 },
  ]);
  const values = toSubscriptionValues(null, defaults);
  expect([values.retry.kind, values.timeout_ms, values.concurrency]).toEqual(["classic", 5000, 2]);
});

it("is right as it starts, once it says where to", () => expect(wrong(fresh())).toEqual([]));

it("names what is wrong", () => {
  expect(wrong(fresh({ recipient: { kind: "url", url: "nowhere", id: null, path: "" } }))).toEqual(["recipient.url"]);
  expect(wrong(fresh({ recipient: { kind: "connection", url: "", id: null, path: "../x" } }))).toEqual([
    "recipient.id",
    "recipient.path",
  ]);
  expect(wrong(fresh({ event_name: "" }))).toContain("event_name");
  expect(wrong(fresh({ concurrency: 0 }))).toEqual(["concurrency"]);
  expect(wrong(fresh({ timeout_ms: 500 }))).toEqual(["timeout_ms"]);
  expect(wrong(fresh({ timeout_ms: null }))).toEqual(["timeout_ms"]);
  expect(wrong(fresh({ rate: { on: true, count: "", per_ms: null } }))).toEqual(["rate.count", "rate.per_ms"]);
  expect(wrong(fresh({ rate: { on: false, count: "", per_ms: null } }))).toEqual([]);
  expect(wrong(fresh({ signing: { scheme: "aligent", header: "", encoding: "hex", prefix: "" } }))).toEqual([
    "secret.text",
  ]);
});

it("keeps the old key only when a Standard Webhooks key is replaced", () => {
  const values = {
    ...toSubscriptionValues(stored, toDefaults(undefined)),
    secret: { change: "set" as const, text: "k", keep_old_hours: 12 },
  };
  expect(toSaveSubscription(values, 7)).not.toHaveProperty("keep_old_secret_hours");
  const standard = { ...values, signing: { ...values.signing, scheme: "standard" as const } };
  expect(toSaveSubscription(standard, 7)).toMatchObject({ secret: "k", keep_old_secret_hours: 12 });
});

it("takes a rate limit off with a count of 0", () => {
  const values = toSubscriptionValues(stored, toDefaults(undefined));
  expect(toSaveSubscription({ ...values, rate: { ...values.rate, on: false } }, 7).rate?.count).toBe(0);
});

it.each([
  "http://localhost:8080/",
  "http://127.0.0.1/",
  "http://[::1]/",
  "https://10.1.2.3/",
  "http://172.20.0.1/",
  "http://erp.local/",
])("sees that %s is near", (url) => expect(looksPrivate(url)).toBe(true));
it.each(["https://erp.example.com/", "http://172.32.0.1/", "http://8.8.8.8/", "http://10.example.com/", "nonsense"])(
  "does not think %s is near",
  (url) => expect(looksPrivate(url)).toBe(false),
);
