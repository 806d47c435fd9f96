/** Finds where a JSON text goes wrong. Engines word it differently and some say no place at all, so we look ourselves. */

export interface JsonProblem {
  /** One sentence without the place. */
  message: string;
  /** Characters from the beginning. */
  offset: number;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

/** What is wrong with the text, or nothing. */
export function jsonProblem(text: string): JsonProblem | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const found = new Scan(text).problem() ?? { message: "This is not JSON.", offset: 0 };
    const before = text.slice(0, found.offset);
    const line = before.split("\n").length;
    return { ...found, line, column: found.offset - (before.lastIndexOf("\n") + 1) + 1 };
  }
}

export function problemSentence(problem: JsonProblem): string {
  return `${problem.message} Line ${problem.line}, column ${problem.column}.`;
}

class Wrong {
  constructor(
    readonly message: string,
    readonly offset: number,
  ) {}
}

const MAX_DEPTH = 2000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Scan {
  private at = 0;

  constructor(private readonly text: string) {}

  problem(): { message: string; offset: number } | null {
    try {
      this.value(0);
      this.space();
      if (this.at < this.text.length) throw this.wrong(`Nothing may follow the value, but there is ${this.here()}.`);
      return null;
    } catch (thrown) {
      if (thrown instanceof Wrong) return { message: thrown.message, offset: thrown.offset };
      throw thrown;
    }
  }

  private wrong(message: string, offset = this.at): Wrong {
    return new Wrong(message, offset);
  }

  private here(): string {
    if (this.at >= this.text.length) return "the end of the text";
    return `“${String.fromCodePoint(this.text.codePointAt(this.at) ?? 0)}”`;
  }

  private space(): void {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) this.at += 1;
  }

  private value(depth: number): void {
    if (depth > MAX_DEPTH) throw this.wrong("The value is nested too deeply.");
    this.space();
    const first = this.text[this.at];
    if (first === "{") this.list("}", "object", () => this.member(depth));
    else if (first === "[") this.list("]", "array", () => this.value(depth + 1));
    else if (first === '"') this.string();
    else this.plain(first);
  }

  /** A word or a number. */
  private plain(first: string | undefined): void {
    for (const word of ["true", "false", "null"]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return;
      }
    }
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.text);
    if (number) {
      this.at += number[0].length;
      if (/[\d.eE+-]/.test(this.text[this.at] ?? "")) throw this.wrong(`The number goes wrong at ${this.here()}.`);
      return;
    }
    if (first === "'") throw this.wrong("Texts stand in double quotes, not in single ones.");
    throw this.wrong(`A value is expected, but there is ${this.here()}.`);
  }

  private list(end: "}" | "]", kind: string, item: () => void): void {
    const opened = this.at;
    this.at += 1;
    this.space();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      item();
      this.space();
      const next = this.text[this.at];
      if (next === end) {
        this.at += 1;
        return;
      }
      if (next === undefined) throw this.wrong(`The ${kind} that begins at character ${opened + 1} is never closed.`);
      if (next !== ",") throw this.wrong(`A comma or “${end}” is expected, but there is ${this.here()}.`);
      this.at += 1;
      this.space();
      if (this.text[this.at] === end) throw this.wrong("There is a comma too many before the end.");
    }
  }

  private member(depth: number): void {
    this.space();
    if (this.text[this.at] !== '"')
      throw this.wrong(`A name in double quotes is expected, but there is ${this.here()}.`);
    this.string();
    this.space();
    if (this.text[this.at] !== ":")
      throw this.wrong(`A colon is expected after the name, but there is ${this.here()}.`);
    this.at += 1;
    this.value(depth + 1);
  }

  private string(): void {
    const opened = this.at;
    this.at += 1;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw this.wrong("The text that begins here is never closed.", opened);
      if (char === '"') {
        this.at += 1;
        return;
      }
      if (char < " ") throw this.wrong("A line break or control character must be written as an escape, such as \\n.");
      if (char === "\\") {
        const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
        escaped.lastIndex = this.at;
        const match = escaped.exec(this.text);
        if (!match) throw this.wrong("This is not an escape that JSON knows.");
        this.at += match[0].length;
      } else this.at += 1;
    }
  }
}
