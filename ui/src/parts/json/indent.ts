/**
 * Indents a JSON text without reading its values, so that numbers, order and repeated names stay exactly as they were
 * sent. The text must be JSON.
 */
export function indentJson(text: string): string {
  const out: string[] = [];
  let depth = 0;
  let at = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '"') {
      let end = at + 1;
      while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
      out.push(text.slice(at, end + 1));
      at = end + 1;
    } else if (char === "{" || char === "[") {
      const close = /\s*[}\]]/y;
      close.lastIndex = at + 1;
      const empty = close.exec(text);
      if (empty) {
        out.push(char, empty[0].trim());
        at += 1 + empty[0].length;
      } else {
        depth += 1;
        out.push(char, line());
        at += 1;
      }
    } else if (char === "}" || char === "]") {
      depth -= 1;
      out.push(line(), char);
      at += 1;
    } else if (char === ",") {
      out.push(",", line());
      at += 1;
    } else if (char === ":") {
      out.push(": ");
      at += 1;
    } else if (char === " " || char === "\n" || char === "\r" || char === "\t") {
      at += 1;
    } else {
      const plain = /[^\s,:{}[\]"]+/y;
      plain.lastIndex = at;
      const word = plain.exec(text)?.[0] ?? char;
      out.push(word);
      at += word.length;
    }
  }
  return out.join("");
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
