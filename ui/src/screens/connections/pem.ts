/** PEM (RFC 7468) as far as a person is shown what was read; the engine judges it. */
import { type Read, readCertificate } from "./x509";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
/** As in `hookdesk-core`. */
const MAX_PEM = 128 * 1024;

type Part = { label: string; bytes: Uint8Array | null };

function parts(text: string): Part[] {
  return [...text.matchAll(BLOCK)].map(([, label = "", body = ""]) => ({ label, bytes: fromBase64(body) }));
}

function fromBase64(text: string): Uint8Array | null {
  const plain = text.replace(/\s/g, "");
  if (plain === "" || /[^A-Za-z0-9+/=]/.test(plain)) return null;
  try {
    return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

const isCertificate = ({ label }: Part) => label === "CERTIFICATE" || label === "X509 CERTIFICATE";
const isKey = ({ label }: Part) => label.endsWith("PRIVATE KEY");

/** The certificates of a text that can be read. */
export function certificatesIn(text: string): Read[] {
  return parts(text)
    .filter(isCertificate)
    .flatMap(({ bytes }) => (bytes && readCertificate(bytes)) ?? []);
}

/** Why these are not certificates, or null. */
export function certificatesProblem(text: string): string | null {
  if (text.trim() === "") return null;
  if (text.length > MAX_PEM) return "At most 128 KiB.";
  if (/PRIVATE KEY/i.test(text)) return "This holds a private key, which does not belong here.";
  const all = parts(text);
  if (all.length === 0) return "There is no certificate in it: PEM begins with -----BEGIN CERTIFICATE-----.";
  const wrong = all.findIndex((part) => !isCertificate(part) || part.bytes === null || !readCertificate(part.bytes));
  return wrong < 0 ? null : `Part ${wrong + 1} is no certificate that can be read.`;
}

/** Why this is not the private key of a certificate, or null. */
export function keyProblem(text: string): string | null {
  if (text.length > MAX_PEM) return "At most 128 KiB.";
  const keys = parts(text).filter(isKey);
  if (keys.length === 0) return "There is no private key in it: PEM begins with -----BEGIN PRIVATE KEY-----.";
  if (keys.length > 1) return "There is more than one private key in it.";
  // The older form says so in a header line, which is no base64 either.
  if (keys[0]?.label.startsWith("ENCRYPTED") || /Proc-Type:.*ENCRYPTED/.test(text)) {
    return "This key has a passphrase of its own. Take that off first: openssl pkey -in key.pem -out plain.pem. Hookdesk seals it.";
  }
  return keys[0]?.bytes ? null : "This private key is not whole.";
}

/** A text that holds both, as many tools write it, taken apart. */
export function apart(text: string): { certificates: string; key: string } {
  const key = [...text.matchAll(BLOCK)].filter(([, label = ""]) => label.endsWith("PRIVATE KEY")).map(([all]) => all);
  const certificates = key.reduce((rest, block) => rest.replace(block, ""), text).trim();
  return { certificates, key: key.join("\n") };
}

/** A file's text; a bare certificate (DER) becomes PEM. Throws a sentence for people. */
export async function pemFile(file: File): Promise<string> {
  if (file.size > MAX_PEM) throw new Error("This file is larger than 128 KiB: it holds no certificate.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  // Every DER value of ours is a sequence.
  if (bytes[0] !== 0x30) return new TextDecoder().decode(bytes);
  if (!readCertificate(bytes)) {
    throw new Error(
      "This file is no PEM. A .p12 or .pfx file is taken apart by: openssl pkcs12 -in FILE -nodes -out plain.pem",
    );
  }
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
