/**
 * The token of the loopback API. It comes in the address once (`#token=…`), leaves the address bar at once, and lives
 * in the session storage of this tab.
 */
const KEY = "hookdesk.token";

/** Takes the token out of the address, or else out of the session. */
export function takeToken(): string | null {
  const match = /^#\/?\??token=([^&]+)/.exec(window.location.hash);
  if (match?.[1]) {
    const token = decodeURIComponent(match[1]);
    sessionStorage.setItem(KEY, token);
    window.history.replaceState(null, "", `${window.location.pathname}${window.location.search}#/`);
    return token;
  }
  return sessionStorage.getItem(KEY);
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}
