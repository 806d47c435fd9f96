/** What a URL says at sight of where it leads. Hints only: the sender judges the address it dials. */
import { typedUrl } from "../../parts/form/rules";

/** The host of a URL as typed, in lower case; empty where there is none. */
export function hostOf(url: string): string {
  const typed = typedUrl(url);
  return URL.canParse(typed) ? new URL(typed).hostname.toLowerCase() : "";
}

/** Whether it names this machine or a private network. */
export function looksPrivate(url: string): boolean {
  const host = hostOf(url);
  if (host === "") return false;
  if (host.startsWith("[")) return /^\[(::1|f[cd]|fe[89ab])/.test(host);
  if (!host.includes(".") || /\.(localhost|local|lan|internal|home\.arpa)$/.test(host)) return true;
  const parts = host.split(".").map(Number);
  if (parts.length !== 4 || parts.some(Number.isNaN)) return false;
  const [a = 0, b = 0] = parts;
  return (
    a === 10 ||
    a === 127 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128)
  );
}

/** Whether what goes there can be read on its way: plain HTTP to somewhere beyond the local network. */
export const looksUnencrypted = (url: string): boolean => /^http:\/\//i.test(url.trim()) && !looksPrivate(url);
