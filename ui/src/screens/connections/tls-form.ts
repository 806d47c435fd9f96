/** TLS of a connection as its form holds it. */
import type { Connection, ConnectionTls } from "../../bindings";
import { typedUrl } from "../../parts/form/rules";
import { noSecret, type SecretForm } from "../../parts/form/secrets";
import { plural } from "../../words";
import type { Problem } from "./auth-check";
import { certificatesIn, certificatesProblem, keyProblem } from "./pem";

/** As many as the engine keeps. */
export const MOST_PINS = 10;

export type TlsValues = { tls: ConnectionTls; client_key: SecretForm; client_key_stored: boolean };

export function toTlsValues(from: Connection | null): TlsValues {
  return {
    tls: structuredClone(from?.tls ?? { extra_ca: "", pins: [], client_certificate: "" }),
    client_key: noSecret(from?.has_client_key ?? false),
    client_key_stored: from?.has_client_key ?? false,
  };
}

/** Without https there is nothing to set; what is stored stays. */
export const usesTls = (url: string) => /^https:\/\//i.test(typedUrl(url));

export function toTls({ tls }: TlsValues): ConnectionTls {
  return {
    extra_ca: tls.extra_ca.trim(),
    pins: tls.pins.map((pin) => pin.trim()).filter((pin) => pin !== ""),
    client_certificate: tls.client_certificate.trim(),
  };
}

/** The key to store; nothing where the stored one stays, or goes with its certificate. */
export function clientKeyText({ client_key: { change, text }, tls }: TlsValues): string | undefined {
  if (change === "remove") return "";
  return change === "set" && text.trim() !== "" && tls.client_certificate.trim() !== "" ? text.trim() : undefined;
}

/** `paused`: it may wait for its key. */
export function tlsProblems(
  { tls, client_key: key, client_key_stored: stored }: TlsValues,
  paused: boolean,
): Problem[] {
  const found: Problem[] = [];
  const add = (path: (string | number)[], message: string | null) => {
    if (message) found.push({ path, message });
  };
  add(["tls", "extra_ca"], certificatesProblem(tls.extra_ca));
  add(["tls", "client_certificate"], certificatesProblem(tls.client_certificate));
  tls.pins.forEach((pin, index) => {
    add(["tls", "pins", index], pinProblem(pin));
  });
  const given = key.change === "set" && key.text.trim() !== "";
  if (given) add(["client_key", "text"], keyProblem(key.text));
  if (tls.client_certificate.trim() === "") {
    if (given) add(["tls", "client_certificate"], "This key needs its certificate.");
  } else if (!given && !paused && !(stored && key.change === "keep")) {
    add(["client_key", "text"], "Give the private key of this certificate.");
  }
  return found;
}

/** `sha256/` and 32 bytes in base64 (RFC 7469 section 2.4). */
export function pinProblem(pin: string): string | null {
  const plain = pin.trim();
  if (plain === "") return "Give the pin, or take the line away.";
  return /^sha256\/[A-Za-z0-9+/]{43}=$/.test(plain) ? null : "A pin is sha256/ and 44 characters of base64.";
}

/** What differs from the system's, for one line. */
export function tlsSummary({ tls }: TlsValues): string {
  const pins = tls.pins.length;
  const parts = [
    tls.extra_ca.trim() === "" ? "" : `extra CA (${plural(certificatesIn(tls.extra_ca).length, "certificate")})`,
    tls.client_certificate.trim() === "" ? "" : "client certificate",
    pins === 0 ? "" : plural(pins, "pinned key"),
  ];
  return parts.filter(Boolean).join(", ") || "What this system trusts";
}
