/** What the wizard asks, step by step. */
import { z } from "zod";
import type { Fault, SamplePayload, SaveSubscription, Signing } from "../../bindings";
import { eventName, typedUrl, urlProblem } from "../../parts/form/rules";
import { keyProblem } from "../../parts/form/secrets";

export type WizardValues = {
  event_name: string;
  url: string;
  scheme: Exclude<Signing["scheme"], "hmac">;
  secret: string;
  /** One is sealed already; an empty text keeps it. */
  stored: boolean;
};

/** Events a shop has, as the common Aligent package names them. */
export const COMMON_EVENTS = [
  { name: "sales.order.created", says: "An order was placed." },
  { name: "sales.order.updated", says: "An order changed." },
  { name: "sales.order.paid", says: "An order was paid." },
  { name: "sales.order.shipped", says: "An order was shipped." },
  { name: "customer.created", says: "A customer registered." },
  { name: "customer.updated", says: "A customer's data changed." },
] as const;

export const EVENT = 0;
export const WHERE = 1;
export const SIGNING = 2;
export const TEST = 3;

const FIELDS: Record<number, (keyof WizardValues)[]> = {
  [EVENT]: ["event_name"],
  [WHERE]: ["url"],
  [SIGNING]: ["scheme", "secret"],
};

export const fieldsOf = (step: number): (keyof WizardValues)[] => FIELDS[step] ?? [];

export const wizardSchema = z
  .object({
    event_name: eventName,
    url: z.string(),
    scheme: z.enum(["none", "aligent", "standard"]),
    secret: z.string(),
    stored: z.boolean(),
  })
  .check(({ value, issues }) => {
    const add = (path: string, message: string | null) =>
      message && issues.push({ code: "custom", path: [path], message, input: value });
    add("url", urlProblem(typedUrl(value.url)));
    if (!value.stored || value.secret !== "") add("secret", keyProblem(value.scheme, value.secret));
  });

/** The field and step a backend fault is about. */
export function placeOf({ field }: Fault): { step: number; field: keyof WizardValues } | null {
  if (field === undefined) return null;
  if (field === "name" || field === "event_name") return { step: EVENT, field: "event_name" };
  if (field.startsWith("recipient")) return { step: WHERE, field: "url" };
  if (field === "secret" || field.startsWith("signing")) return { step: SIGNING, field: "secret" };
  return null;
}

/** `id`: the subscription made before, when a step was gone back to. */
export function toSave(values: WizardValues, id?: number): SaveSubscription {
  return {
    ...(id === undefined ? { event_name: values.event_name.toLowerCase() } : { id }),
    recipient: { kind: "url", url: typedUrl(values.url) },
    signing: { scheme: values.scheme },
    ...(values.scheme === "none" || values.secret === "" ? {} : { secret: values.secret }),
  };
}

/** Data to test with: the shop sample of that event, or something small. */
export function testData(samples: SamplePayload[] | undefined, event: string): string {
  const fitting = samples?.find((sample) => sample.event_name === event.toLowerCase());
  return JSON.stringify(fitting ? JSON.parse(fitting.data) : { id: 42, note: "A test event from Hookdesk" }, null, 2);
}
