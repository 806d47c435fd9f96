/** Signing as the form holds it: one set of fields for every scheme. */
import type { Encoding, Signing } from "../../bindings";
import { headerNameProblem } from "./rules";
import { newPlainKey, newStandardKey } from "./secrets";

export type SigningForm = { scheme: Signing["scheme"]; header: string; encoding: Encoding; prefix: string };

export const SCHEMES: { value: Signing["scheme"]; label: string; says: string }[] = [
  { value: "none", label: "No signature", says: "The receiver cannot tell that a request comes from you." },
  {
    value: "aligent",
    label: "Aligent (x-magento-signature)",
    says: "HMAC-SHA256 of the body in lower-case hex, as Aligent's Magento module sends it.",
  },
  {
    value: "standard",
    label: "Standard Webhooks",
    says: "webhook-id, webhook-timestamp and webhook-signature (v1). Guards against replays too.",
  },
  {
    value: "hmac",
    label: "HMAC in a header of my choice",
    says: "HMAC-SHA256 of the body, written as the receiver expects it.",
  },
];

export function toSigningForm(signing: Signing): SigningForm {
  const start: SigningForm = { scheme: signing.scheme, header: "X-Signature", encoding: "hex", prefix: "sha256=" };
  return signing.scheme === "hmac" ? { ...start, ...signing } : start;
}

export function toSigning(form: SigningForm): Signing {
  if (form.scheme !== "hmac") return { scheme: form.scheme };
  return { scheme: "hmac", header: form.header, encoding: form.encoding, prefix: form.prefix };
}

/** Why the header's name does not do, or null. */
export const signingHeaderProblem = (form: SigningForm) =>
  form.scheme === "hmac" ? headerNameProblem(form.header) : null;

/** The way to make a key for a scheme. */
export const keyMaker = (scheme: Signing["scheme"]) => (scheme === "standard" ? newStandardKey : newPlainKey);
