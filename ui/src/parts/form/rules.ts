/** The rules Rust checks again, so that a person learns of a slip while typing. */
import { z } from "zod";

const MAX_NAME = 200;
const MAX_URL = 4096;
const MAX_HEADERS = 50;
const MAX_HEADER_VALUE = 8 * 1024;

/** Hop-by-hop and framing headers: the connection's business. */
const FRAMING = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "te",
  "trailer",
  "upgrade",
  "expect",
  "keep-alive",
  "http2-settings",
]);
/** Headers Hookdesk sets itself, besides `x-hookdesk-*`. */
const OWN = new Set(["webhook-id", "webhook-timestamp", "webhook-signature", "x-magento-signature"]);

const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, without the tab
const CONTROL_BUT_TAB = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** An event name: `[a-zA-Z0-9._-]+`, stored in lower case. */
export const eventName = z
  .string()
  .min(1, "Give the event's name.")
  .max(MAX_NAME, `A name has at most ${MAX_NAME} characters.`)
  .regex(/^[a-zA-Z0-9._-]*$/, "Only letters, digits, dot, underscore and hyphen.");

/** A URL as it was typed, with https:// before it where it begins with a host and names no scheme. */
export function typedUrl(text: string): string {
  const url = text.trim();
  const host = /^(\[[^\]/?#]*\]|localhost|[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)+\.?)(:\d{1,5})?(?=[/?#]|$)/iu;
  return host.test(url) ? `https://${url}` : url;
}

/** Why this text is not a recipient's URL, or null. Userinfo is allowed: it is moved to a credential. */
export function urlProblem(text: string): string | null {
  const url = text.trim();
  if (url === "") return "Give a URL.";
  if (url.length > MAX_URL) return `A URL has at most ${MAX_URL} characters.`;
  if (CONTROL.test(url) || /[\s\\]/.test(url)) return "A URL holds no space, line break or backslash.";
  if (!/^https?:\/\//i.test(url)) return "Begin with https:// or http://.";
  if (!URL.canParse(url)) return "This is not a complete URL.";
  if (url.includes("#")) return "Remove the part from # on; it is never sent.";
  return null;
}

/** Why this is not a path below a base URL, or null. */
export function pathProblem(path: string): string | null {
  if (CONTROL.test(path) || /[#\\]/.test(path)) return "A path holds no control character, # or backslash.";
  if (path.includes("://")) return "Give a path below the base URL, not a URL.";
  const [plain = ""] = path.split("?");
  if (plain.split("/").some((part) => /^(\.|%2e){1,2}$/i.test(part))) return "A path has no . or .. parts.";
  return null;
}

/** Why this is not a header's name, or null; empty is a problem of its own. */
export function headerNameProblem(name: string): string | null {
  if (name === "") return "Give the header's name.";
  if (name.length > MAX_NAME || !TOKEN.test(name)) return "Not a header name: letters, digits and hyphens.";
  const lower = name.toLowerCase();
  if (FRAMING.has(lower) || lower.startsWith("proxy-")) return "This header belongs to the connection; leave it out.";
  return null;
}

/** A name in auth or signing settings. */
export const headerName = z.string().superRefine((name, context) => {
  const problem = headerNameProblem(name);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

/** One line of the fixed headers. */
export type HeaderLine = { name: string; value: string };

/** Fixed headers: token names, none twice, none that Hookdesk sets, values without line breaks. */
export const headerLines = z.array(z.object({ name: z.string(), value: z.string() })).superRefine((lines, context) => {
  const add = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
  if (lines.length > MAX_HEADERS) add([0, "name"], `At most ${MAX_HEADERS} headers.`);
  const seen = new Set<string>();
  lines.forEach(({ name, value }, index) => {
    const lower = name.toLowerCase();
    const problem = headerNameProblem(name);
    if (problem) add([index, "name"], problem);
    else if (OWN.has(lower) || lower.startsWith("x-hookdesk-"))
      add([index, "name"], "Hookdesk sets this header itself.");
    else if (seen.has(lower)) add([index, "name"], "This header is given twice.");
    seen.add(lower);
    if (CONTROL_BUT_TAB.test(value)) add([index, "value"], "A value holds no line break or control character.");
    else if (value.length > MAX_HEADER_VALUE) add([index, "value"], "A value has at most 8,192 characters.");
  });
});

export const toLines = (pairs: Array<[string, string]>): HeaderLine[] =>
  pairs.map(([name, value]) => ({ name, value }));
export const toPairs = (lines: HeaderLine[]): Array<[string, string]> => lines.map(({ name, value }) => [name, value]);

/** Adds a plain check's answer to a schema. */
export function check(problem: (text: string) => string | null) {
  return z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message) context.addIssue({ code: "custom", message });
  });
}

/** A whole number between two bounds; an emptied field is told so. */
export function whole(min: number, max: number) {
  const range = `A whole number from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}.`;
  return z.number({ error: range }).int(range).min(min, range).max(max, range);
}
