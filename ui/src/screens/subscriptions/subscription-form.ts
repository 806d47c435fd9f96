/** A subscription as its form holds it. */
import { z } from "zod";
import type {
  Method,
  PayloadBinding,
  Recipient,
  RetryPolicy,
  SaveSubscription,
  Setting,
  Subscription,
} from "../../bindings";
import { onlyChanges } from "../../parts/form/changes";
import type { Renames } from "../../parts/form/faults";
import { type RetryForm, retrySchema, toPolicy, toRetryForm } from "../../parts/form/retry";
import {
  eventName,
  type HeaderLine,
  headerLines,
  pathProblem,
  toLines,
  toPairs,
  typedUrl,
  urlProblem,
  whole,
} from "../../parts/form/rules";
import { keepProblem, noSecret, type SecretForm, secretProblem, secretText } from "../../parts/form/secrets";
import { type SigningForm, signingHeaderProblem, toSigning, toSigningForm } from "../../parts/form/signing";
import { hostOf } from "./private-address";

export type SubscriptionValues = {
  label: string;
  event_name: string;
  recipient: { kind: Recipient["kind"]; url: string; id: string | null; path: string };
  method: Method;
  metadata: string;
  binding: PayloadBinding;
  retry: RetryForm;
  timeout_ms: number | null;
  concurrency: number | string;
  rate: { on: boolean; count: number | string; per_ms: number | null };
  signing: SigningForm;
  secret: SecretForm;
  /** Whether a key is stored; the rules need to know. */
  stored: boolean;
  headers: HeaderLine[];
  allow_private: boolean;
  debug: boolean;
};

/** What a new subscription starts with, from the settings. */
export type Defaults = { retry: RetryPolicy; timeout_ms: number; concurrency: number };

export function toDefaults(settings: Setting[] | undefined): Defaults {
  const value = (key: string) => settings?.find((setting) => setting.key === key)?.value;
  return {
    retry: (value("retry.default") as RetryPolicy | undefined) ?? { kind: "standard" },
    timeout_ms: (value("send.timeout_ms") as number | undefined) ?? 30_000,
    concurrency: (value("send.concurrency") as number | undefined) ?? 64,
  };
}

const recipientSchema = z
  .object({ kind: z.enum(["url", "connection"]), url: z.string(), id: z.string().nullable(), path: z.string() })
  .superRefine((recipient, context) => {
    const add = (path: string, message: string | null) =>
      message && context.addIssue({ code: "custom", path: [path], message });
    if (recipient.kind === "url") add("url", urlProblem(typedUrl(recipient.url)));
    else {
      add("id", recipient.id === null ? "Choose a connection." : null);
      add("path", pathProblem(recipient.path));
    }
  });

export const subscriptionSchema = z
  .object({
    label: z.string().max(120, "At most 120 characters."),
    event_name: eventName,
    recipient: recipientSchema,
    method: z.enum(["POST", "PUT", "PATCH", "DELETE"]),
    metadata: z.string().max(1000, "At most 1,000 characters."),
    binding: z.enum(["snapshot", "rebuild"]),
    retry: retrySchema,
    timeout_ms: whole(1000, 120_000)
      .nullable()
      .refine((ms) => ms !== null, "Give a time such as 30 s."),
    concurrency: whole(1, 256),
    rate: z.object({ on: z.boolean(), count: z.unknown(), per_ms: z.unknown() }),
    signing: z.custom<SigningForm>(),
    secret: z.custom<SecretForm>(),
    stored: z.boolean(),
    headers: headerLines,
    allow_private: z.boolean(),
    debug: z.boolean(),
  })
  .check(({ value, issues }) => {
    const add = (path: string[], message: string | null | undefined) => {
      if (message) issues.push({ code: "custom", path, message, input: value });
    };
    add(["signing", "header"], signingHeaderProblem(value.signing));
    add(["secret", "text"], secretProblem(value.signing.scheme, value.secret, value.stored));
    add(["secret", "keep_old_hours"], keepProblem(value.secret));
    if (value.rate.on) {
      add(["rate", "count"], whole(1, 1_000_000).safeParse(value.rate.count).error?.issues[0]?.message);
      const span = whole(1, 86_400_000).safeParse(value.rate.per_ms).success;
      add(["rate", "per_ms"], span ? null : "Give a time up to 24 h.");
    }
  });

/** Where backend faults go that are named otherwise there. */
export const SUBSCRIPTION_RENAMES: Renames = {
  secret: "secret.text",
  keep_old_secret_hours: "secret.keep_old_hours",
  "recipient.connection": "recipient.id",
  rate: "rate.count",
  "rate.per_ms": "rate.per_ms",
  "retry.delays_ms": "retry.delays",
  "retry.delay_ms": "retry.step_ms",
  "retry.first_ms": "retry.step_ms",
};

export function toSubscriptionValues(from: Subscription | null, defaults: Defaults, event = ""): SubscriptionValues {
  const recipient = from?.recipient;
  return {
    label: from?.label ?? "",
    event_name: from?.event_name ?? event,
    recipient: {
      kind: recipient?.kind ?? "url",
      url: recipient?.kind === "url" ? recipient.url : "",
      id: recipient?.kind === "connection" ? String(recipient.id) : null,
      path: recipient?.kind === "connection" ? recipient.path : "",
    },
    method: from?.method ?? "POST",
    metadata: from?.metadata ?? "default",
    binding: from?.binding ?? "snapshot",
    retry: toRetryForm(from?.retry ?? defaults.retry),
    timeout_ms: from?.timeout_ms ?? defaults.timeout_ms,
    concurrency: from?.concurrency ?? defaults.concurrency,
    rate: { on: Boolean(from?.rate), count: from?.rate?.count ?? 10, per_ms: from?.rate?.per_ms ?? 1000 },
    signing: toSigningForm(from?.signing ?? { scheme: "none" }),
    secret: noSecret(from?.has_secret ?? false),
    stored: from?.has_secret ?? false,
    headers: toLines(from?.headers ?? []),
    allow_private: from?.allow_private ?? false,
    debug: from?.debug ?? false,
  };
}

/** Where a consent is given for: a host, or a connection. */
export const placeOf = ({ kind, url, id }: SubscriptionValues["recipient"]): string =>
  kind === "url" ? hostOf(url) : `connection ${id}`;

/** A change of a stored one: only what was touched. A consent to another host is one of its own. */
export function toChange(before: SubscriptionValues, values: SubscriptionValues, id: number): SaveSubscription {
  const moved = placeOf(before.recipient) !== placeOf(values.recipient);
  return {
    id,
    ...onlyChanges(toSaveSubscription(before, id), toSaveSubscription(values, id)),
    ...(moved && values.allow_private ? { allow_private: true } : {}),
  };
}

export function toSaveSubscription(values: SubscriptionValues, id?: number): SaveSubscription {
  const { recipient, rate, secret } = values;
  const signed = values.signing.scheme !== "none";
  const text = signed ? secretText(secret) : undefined;
  const keeps = values.stored && secret.change === "set" && values.signing.scheme === "standard";
  return {
    ...(id === undefined ? { event_name: values.event_name } : { id }),
    label: values.label.trim(),
    recipient:
      recipient.kind === "url"
        ? { kind: "url", url: typedUrl(recipient.url) }
        : { kind: "connection", id: Number(recipient.id), path: recipient.path.trim() },
    method: values.method,
    metadata: values.metadata.trim() || "default",
    binding: values.binding,
    ...optional("retry", toPolicy(values.retry)),
    ...optional("timeout_ms", values.timeout_ms),
    concurrency: Number(values.concurrency),
    rate: rate.on ? { count: Number(rate.count), per_ms: rate.per_ms ?? 1000 } : { count: 0, per_ms: 1000 },
    signing: toSigning(values.signing),
    ...optional("secret", text),
    ...(keeps ? { keep_old_secret_hours: Number(secret.keep_old_hours) } : {}),
    headers: toPairs(values.headers),
    allow_private: values.allow_private,
    debug: values.debug,
  };
}

function optional<K extends string, V>(key: K, value: V | null | undefined): { [key in K]?: V } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
