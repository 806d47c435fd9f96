/** What a pasted text is, as far as the page needs to know; the engine reads it. */
import type { NameValue } from "../../bindings";

/** Whether it is a request as a whole rather than a line of one: a command line, a start line, headers over a body. */
export function isWholeRequest(text: string): boolean {
  const start = text.trimStart();
  if (/^curl\s/.test(start) || /^[A-Z]+ \S+( HTTP\/\S+)?\r?\n/.test(start) || /^HTTP\/\S+ \d/.test(start)) return true;
  return /^[!#$%&'*+.^_`|~\w-]+:[^\n]*\n/.test(start) && /\r?\n\r?\n/.test(start);
}

/** Whether it is several headers, which tell the dialect. */
export function isHeaders(text: string): boolean {
  const lines = text.trim().split(/\r?\n/);
  return lines.length > 1 && lines.every((line) => /^(:?[!#$%&'*+.^_`|~\w-]+:|\s)/.test(line));
}

export function headerLines(headers: NameValue[]): string {
  return headers.map(({ name, value }) => `${name}: ${value}`).join("\n");
}
