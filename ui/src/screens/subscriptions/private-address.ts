/** Whether a URL names this machine or a private network at sight. A hint only: the sender judges the address it dials. */
export function looksPrivate(url: string): boolean {
  if (!URL.canParse(url.trim())) return false;
  const host = new URL(url.trim()).hostname.toLowerCase();
  if (host === "localhost" || /\.(localhost|local|lan|internal|home\.arpa)$/.test(host)) return true;
  if (host.startsWith("[")) return /^\[(::1|f[cd]|fe[89ab])/.test(host);
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
