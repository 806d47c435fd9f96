/** A webhook's settings as the form holds them. */

import { z } from "zod";
import type { ConsoleOauth, Content, Moment, SavedWebhook, Verb, Webhook } from "../../bindings";
import { whole } from "../../parts/form/rules";
import { tidy } from "../designer/content";

export type WebhookValues = {
  method: string;
  moment: Moment;
  batch: string;
  batch_order: number | string;
  name: string;
  priority: number | string;
  url: string;
  verb: Verb | "";
  timeout_ms: number | string;
  soft_timeout_ms: number | string;
  ttl_s: number | string;
  fallback_error_message: string;
  required: boolean;
  active: boolean;
  ssl_verification: boolean;
  ssl_certificate_path: string;
  oauth: { enabled: boolean; client_id: string; client_secret: string; org_id: string; environment: string };
};

const MOST = 2_147_483_647;
const MOST_MS = 4_294_967_295;

/** A number that may be left empty, which means 0. */
const optional = (min: number, max: number) => z.union([z.literal(""), whole(min, max)]);
const name = (what: string) =>
  z
    .string()
    .min(1, `Give the ${what}'s name.`)
    .regex(/^[A-Za-z0-9_]*$/, "Only letters, digits and underscores.");

export const webhookSchema = z.object({
  method: z
    .string()
    .min(1, "Choose a method.")
    .refine((text) => text === "" || /^(observer|plugin)\.[A-Za-z0-9._-]+$/i.test(text), {
      error: "A method begins with observer. or plugin.",
    }),
  moment: z.enum(["before", "after"]),
  batch: name("batch"),
  batch_order: optional(-MOST, MOST),
  name: name("hook"),
  priority: optional(-MOST, MOST),
  url: z.string().superRefine((text, context) => {
    const problem = webhookUrlProblem(text);
    if (problem) context.addIssue({ code: "custom", message: problem });
  }),
  timeout_ms: optional(0, MOST_MS),
  soft_timeout_ms: optional(0, MOST_MS),
  ttl_s: optional(0, MOST_MS),
  oauth: z
    .object({ enabled: z.boolean(), client_id: z.string(), client_secret: z.string(), org_id: z.string() })
    .superRefine((oauth, context) => {
      if (!oauth.enabled) return;
      const need = (path: string, text: string, message: string) => {
        if (text.trim() === "") context.addIssue({ code: "custom", path: [path], message });
      };
      need("client_id", oauth.client_id, "Give the client ID.");
      if (!/^\{(env|secret):[^{}]+\}$/.test(oauth.client_secret.trim())) {
        const message = "Write {secret:NAME} or {env:NAME}; the secret itself is kept elsewhere.";
        context.addIssue({ code: "custom", path: ["client_secret"], message });
      }
      need("org_id", oauth.org_id, "Give the organization ID.");
    }),
});

/** A URL may hold `{env:NAME}` and merge tags, so only what is certainly wrong is refused here. */
export function webhookUrlProblem(text: string): string | null {
  const url = text.trim();
  if (url === "") return "Give a URL.";
  if (!/^(https?:\/\/|\{)/i.test(url)) return "Begin with https:// or http://, or with {env:NAME}.";
  const plain = url.replaceAll(/\{\{.*?\}\}|\{[^}]*\}/g, "x");
  if (/\s/.test(plain)) return "A URL holds no space.";
  return /^https?:\/\//i.test(plain) && !URL.canParse(plain) ? "This is not a complete URL." : null;
}

const emptied = (value: number) => (value === 0 ? "" : value);

export function toWebhookValues(
  webhook: Webhook | null,
  start: { method?: string; moment?: Moment } = {},
): WebhookValues {
  const oauth = webhook?.oauth;
  return {
    method: webhook?.method ?? start.method ?? "",
    moment: webhook?.moment ?? start.moment ?? "before",
    batch: webhook?.batch ?? "",
    batch_order: webhook ? webhook.batch_order : "",
    name: webhook?.name ?? "",
    priority: webhook ? emptied(webhook.priority) : "",
    url: webhook?.url ?? "",
    verb: webhook ? (webhook.verb ?? "") : "POST",
    timeout_ms: webhook ? emptied(webhook.timeout_ms) : "",
    soft_timeout_ms: webhook ? emptied(webhook.soft_timeout_ms) : "",
    ttl_s: webhook ? webhook.ttl_s : "",
    fallback_error_message: webhook?.fallback_error_message ?? "",
    required: webhook?.required ?? true,
    active: webhook?.active ?? true,
    ssl_verification: webhook?.ssl_verification ?? true,
    ssl_certificate_path: webhook?.ssl_certificate_path ?? "",
    oauth: {
      enabled: Boolean(oauth),
      client_id: oauth?.client_id ?? "",
      client_secret: oauth?.client_secret ?? "",
      org_id: oauth?.org_id ?? "",
      environment: oauth?.environment ?? "",
    },
  };
}

const number = (value: number | string) => (value === "" ? 0 : Number(value));
const text = (value: string) => (value.trim() === "" ? undefined : value.trim());

export function toWebhook(values: WebhookValues, content: Content): Webhook {
  const { oauth } = values;
  const credentials: ConsoleOauth | undefined = oauth.enabled
    ? {
        client_id: oauth.client_id.trim(),
        client_secret: oauth.client_secret.trim(),
        org_id: oauth.org_id.trim(),
        environment: text(oauth.environment),
      }
    : undefined;
  return {
    method: values.method.trim(),
    moment: values.moment,
    batch: values.batch.trim(),
    batch_order: number(values.batch_order),
    name: values.name.trim(),
    url: values.url.trim(),
    verb: values.verb === "" ? undefined : values.verb,
    priority: number(values.priority),
    required: values.required,
    timeout_ms: number(values.timeout_ms),
    soft_timeout_ms: number(values.soft_timeout_ms),
    ttl_s: number(values.ttl_s),
    fallback_error_message: text(values.fallback_error_message),
    active: values.active,
    ssl_verification: values.ssl_verification,
    ssl_certificate_path: text(values.ssl_certificate_path),
    oauth: credentials,
    content: tidy(content),
  };
}

export const titleOf = (webhook: SavedWebhook) => `${webhook.batch} / ${webhook.name}`;
