/** Signing keys a person types or lets Hookdesk make. */
import type { Signing } from "../../bindings";

/** What the form holds of a secret: never the stored one, only what replaces it. */
export type SecretForm = {
  /** `keep` leaves the stored one, `set` stores the text, `remove` takes it away. */
  change: "keep" | "set" | "remove";
  text: string;
  /** Hours the key before it keeps signing alongside; 0 for not at all. */
  keep_old_hours: number | string;
};

export const noSecret = (stored: boolean): SecretForm => ({
  change: stored ? "keep" : "set",
  text: "",
  keep_old_hours: 24,
});

/** A Standard Webhooks key: `whsec_` and base64 of 32 random bytes. */
export function newStandardKey(): string {
  return `whsec_${btoa(String.fromCharCode(...random(32)))}`;
}

/** A key for the other schemes: 32 random bytes in hex, which survives every config file. */
export function newPlainKey(): string {
  return Array.from(random(32), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));

/** Why this key does not fit the scheme, or null. */
export function keyProblem(scheme: Signing["scheme"], key: string): string | null {
  if (scheme === "none") return null;
  if (key === "") return "Give the signing secret, or let Hookdesk make one.";
  if (scheme !== "standard") return null;
  if (!key.startsWith("whsec_")) return "A Standard Webhooks secret begins with whsec_.";
  const text = key.slice("whsec_".length).replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(text) || text.length % 4 === 1) return "What follows whsec_ is not base64.";
  const bytes = Math.floor((text.length * 3) / 4);
  return bytes < 24 || bytes > 64 ? `The secret is ${bytes} bytes long, not 24 to 64.` : null;
}

/** Why the secret cannot be saved with this scheme, or null. `stored`: one is there already. */
export function secretProblem(scheme: Signing["scheme"], secret: SecretForm, stored: boolean): string | null {
  if (scheme === "none") return null;
  if (secret.change === "set") return keyProblem(scheme, secret.text);
  return secret.change === "remove" || !stored ? "Signing needs a secret; choose no signing, or give one." : null;
}

/** Why the old key cannot keep signing for so long, or null. */
export function keepProblem({ keep_old_hours: hours }: SecretForm): string | null {
  const fits = typeof hours === "number" && Number.isInteger(hours) && hours >= 0 && hours <= 720;
  return fits ? null : "A whole number from 0 to 720.";
}

/** What to send: nothing for keep, the text for set, an empty text for remove. */
export function secretText(secret: SecretForm): string | undefined {
  if (secret.change === "keep") return undefined;
  return secret.change === "remove" ? "" : secret.text;
}
