/**
 * Indents a JSON text without reading its values, so that numbers, order and repeated names stay exactly as they were
 * sent. The text must be JSON.
 */
export function indentJson(text: string): string {
  let out = "";
  let depth = 0;
  // Where the piece begins that is yet to be copied; pieces are copied whole, since a text may have megabytes.
  let from = 0;
  const breaks = ["\n"];
  const line = () => {
    breaks[depth] ??= `\n${"  ".repeat(depth)}`;
    return breaks[depth] as string;
  };
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case BRACE:
      case BRACKET: {
        out += text.slice(from, at + 1);
        const next = skipSpace(text, at + 1);
        if (isEnd(text.charCodeAt(next))) {
          // Nothing in it: both ends stay together.
          out += text.charAt(next);
          at = next;
        } else {
          depth += 1;
          out += line();
          at = next - 1;
        }
        from = at + 1;
        break;
      }
      case END_BRACE:
      case END_BRACKET:
        depth -= 1;
        out += text.slice(from, at) + line() + text.charAt(at);
        from = at + 1;
        break;
      case COMMA:
        out += `${text.slice(from, at)},${line()}`;
        from = at + 1;
        break;
      case COLON:
        out += `${text.slice(from, at)}: `;
        from = at + 1;
        break;
      case SPACE:
      case NEWLINE:
      case RETURN:
      case TAB:
        out += text.slice(from, at);
        from = at + 1;
        break;
    }
  }
  return out + text.slice(from);
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58];
const [BRACKET, END_BRACKET, BRACE, END_BRACE] = [91, 93, 123, 125];
const [SPACE, NEWLINE, RETURN, TAB] = [32, 10, 13, 9];

const isEnd = (code: number) => code === END_BRACE || code === END_BRACKET;

/** Where the string that begins at `at` has its closing quote. */
export function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === BACKSLASH) end += 1;
    else if (code === QUOTE) return end;
  }
  return text.length;
}

export function skipSpace(text: string, at: number): number {
  let next = at;
  for (;;) {
    const code = text.charCodeAt(next);
    if (code !== SPACE && code !== NEWLINE && code !== RETURN && code !== TAB) return next;
    next += 1;
  }
}

/** Whether a text is JSON and worth laying out: an object or a list. */
export function isLayoutJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
