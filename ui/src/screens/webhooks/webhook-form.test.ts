import { expect, it } from "vitest";
import { webhookOf } from "../../testing/fixture/contents/webhooks";
import { toWebhook, toWebhookValues, webhookSchema, webhookUrlProblem } from "./webhook-form";

const problems = (change: object) =>
  webhookSchema
    .safeParse({ ...toWebhookValues(webhookOf(1, {})), ...change })
    .error?.issues.map((issue) => issue.path.join(".")) ?? [];

it("gives back what it was given", () => {
  const {
    id: _i,
    created_at: _c,
    updated_at: _u,
    warnings: _w,
    ...webhook
  } = webhookOf(1, {
    verb: undefined,
    priority: 7,
    ssl_certificate_path: "/ca.pem",
    oauth: { client_id: "a", client_secret: "{env:S}", org_id: "c", environment: "staging" },
  });
  expect(toWebhook(toWebhookValues(webhook), webhook.content)).toEqual(webhook);
});

it("reads emptied numbers as 0, and a new one has Adobe's defaults", () => {
  const made = toWebhook(toWebhookValues(null), { fields: [], headers: [], rules: [] });
  expect(made).toMatchObject({ timeout_ms: 0, ttl_s: 0, priority: 0, required: true, active: true, verb: "POST" });
  expect(made).toMatchObject({ ssl_verification: true, oauth: undefined, fallback_error_message: undefined });
});

it("refuses names, numbers and addresses that Adobe would", () => {
  expect(problems({})).toEqual([]);
  expect(problems({ batch: "a-b" })).toEqual(["batch"]);
  expect(problems({ name: "" })).toContain("name");
  expect(problems({ timeout_ms: -1 })).toEqual(["timeout_ms"]);
  expect(problems({ batch_order: -5 })).toEqual([]);
  expect(problems({ ttl_s: 1.5 })).toEqual(["ttl_s"]);
  expect(problems({ method: "sales.order.created" })).toEqual(["method"]);
});

it("wants all of the Console's credentials once they are switched on", () => {
  const oauth = { enabled: true, client_id: "a", client_secret: " ", org_id: "", environment: "" };
  expect(problems({ oauth })).toEqual(["oauth.client_secret", "oauth.org_id"]);
  expect(problems({ oauth: { ...oauth, org_id: "o", client_secret: "s3cret" } })).toEqual(["oauth.client_secret"]);
  expect(problems({ oauth: { ...oauth, org_id: "o", client_secret: "{env:S}" } })).toEqual([]);
  expect(problems({ oauth: { ...oauth, enabled: false } })).toEqual([]);
});

it("knows a URL with variables from one that is none", () => {
  for (const url of ["https://a.example/x", "{env:BASE}/x", "https://{env:HOST}/x?y={{ data.id }}"])
    expect(webhookUrlProblem(url)).toBeNull();
  for (const url of ["", "ftp://a.example", "https://", "https://a b.example"])
    expect(webhookUrlProblem(url)).not.toBeNull();
});
