/**
 * A payload as a tree that is read only where it is opened: nothing is held but offsets into the text, so numbers are
 * shown as they came and a payload of megabytes costs nothing until it is looked at.
 */
import { endOfString, skipSpace } from "../../parts/json/indent";

export type TreeKind = "object" | "array" | "string" | "number" | "word";

export interface TreeNode {
  /** Its place, which is the same in another payload of the same shape. */
  id: string;
  /** A member's name, or an element's position. */
  label: string;
  /** What a field writes to read it; null where the language has no way to say it. */
  path: string | null;
  /** What the paths of its members begin with; null where they have none. */
  stem: string | null;
  kind: TreeKind;
  start: number;
  end: number;
  depth: number;
}

/** How a step down is written. */
export type Steps = {
  member: (path: string, key: string) => string | null;
  element: (path: string) => string | null;
  /** Whether what is written so far is a source by itself. */
  isSource: (path: string) => boolean;
};

/** `order.items[].sku`. */
export const payloadSteps: Steps = {
  member: (path, key) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot stand in a path
    if (key === "" || /[.[\]{}\u0000-\u001f]/.test(key) || (path === "" && key.startsWith("context_"))) return null;
    return path === "" ? key : `${path}.${key}`;
  },
  // A list at the very top, or in another list, has no name to write `[]` after.
  element: (path) => (path === "" || path.endsWith("[]") ? null : `${path}[]`),
  isSource: () => true,
};

/** `context_checkout_session.get_quote.get_subtotal`: a context object is keyed by getters without their `get_`. */
export const contextSteps: Steps = {
  member: (path, key) => {
    if (path === "") return /^[a-z_]+$/.test(key) ? `context_${key}` : null;
    if (/^\w+$/.test(key)) return `${path}.get_${key}`;
    return /[{}[\]]/.test(key) || path.endsWith("}") ? null : `${path}{${key}}`;
  },
  element: () => null,
  // A context alone is none: a method must follow.
  isSource: (path) => path.includes("."),
};

const [QUOTE, BRACE, BRACKET] = [34, 123, 91];
const CLOSE = /[\]}]/;

export class JsonTree {
  readonly root: TreeNode;
  private readonly known = new Map<number, TreeNode[]>();

  /** `text` must be JSON. */
  constructor(
    readonly text: string,
    private readonly steps: Steps = payloadSteps,
  ) {
    const start = skipSpace(text, 0);
    this.root = {
      id: "",
      label: "",
      path: "",
      stem: "",
      kind: this.kindAt(start),
      start,
      end: this.endOf(start),
      depth: -1,
    };
  }

  isOpenable(node: TreeNode): boolean {
    return node.kind === "object" || node.kind === "array";
  }

  children(node: TreeNode): TreeNode[] {
    if (!this.isOpenable(node)) return [];
    const known = this.known.get(node.start);
    if (known) return known;
    const found: TreeNode[] = [];
    const { text } = this;
    let at = skipSpace(text, node.start + 1);
    while (at < node.end && !CLOSE.test(text.charAt(at))) {
      let label = String(found.length);
      let stem = node.stem === null ? null : this.steps.element(node.stem);
      if (node.kind === "object") {
        const end = endOfString(text, at);
        label = JSON.parse(text.slice(at, end + 1)) as string;
        stem = node.stem === null ? null : this.steps.member(node.stem, label);
        at = skipSpace(text, skipSpace(text, end + 1) + 1);
      }
      const end = this.endOf(at);
      const id = `${node.id}/${label}`;
      const path = stem !== null && this.steps.isSource(stem) ? stem : null;
      found.push({ id, label, path, stem, kind: this.kindAt(at), start: at, end, depth: node.depth + 1 });
      at = skipSpace(text, end);
      if (text.charAt(at) === ",") at = skipSpace(text, at + 1);
    }
    this.known.set(node.start, found);
    return found;
  }

  /** What is visible, from the top. */
  rows(isOpen: (node: TreeNode) => boolean): TreeNode[] {
    const rows: TreeNode[] = [];
    const walk = (node: TreeNode) => {
      for (const child of this.children(node)) {
        rows.push(child);
        if (this.isOpenable(child) && isOpen(child)) walk(child);
      }
    };
    walk(this.root);
    return rows;
  }

  /** A node's value as it stands in the text, its beginning only. */
  value(node: TreeNode, most = 160): string {
    return this.text.slice(node.start, Math.min(node.end, node.start + most));
  }

  /** Every path there is, each once, breadth first; of a list only the first elements are looked at. */
  paths(most = 2000, elements = 20): TreeNode[] {
    const found = new Map<string, TreeNode>();
    let level = [this.root];
    while (level.length > 0 && found.size < most) {
      const next: TreeNode[] = [];
      for (const node of level) {
        const children = this.children(node);
        for (const child of node.kind === "array" ? children.slice(0, elements) : children) {
          if (found.size >= most) break;
          if (child.stem === null) continue;
          if (child.path !== null && !found.has(child.path)) found.set(child.path, child);
          if (this.isOpenable(child)) next.push(child);
        }
      }
      level = next;
    }
    return [...found.values()];
  }

  private kindAt(at: number): TreeKind {
    const code = this.text.charCodeAt(at);
    if (code === BRACE) return "object";
    if (code === BRACKET) return "array";
    if (code === QUOTE) return "string";
    return code === 45 || (code >= 48 && code <= 57) ? "number" : "word";
  }

  /** One past the value that begins here. */
  private endOf(start: number): number {
    const { text } = this;
    const first = text.charCodeAt(start);
    if (first === QUOTE) return endOfString(text, start) + 1;
    if (first !== BRACE && first !== BRACKET) {
      let at = start;
      while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at += 1;
      return at;
    }
    let depth = 0;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) at = endOfString(text, at);
      else if (code === BRACE || code === BRACKET) depth += 1;
      else if (code === 125 || code === 93) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return text.length;
  }
}

/** Which nodes are open to begin with: from the top, as long as what is seen stays short. */
export function openFirst(tree: JsonTree, most = 40): Set<string> {
  const open = new Set<string>();
  let count = tree.children(tree.root).length;
  let level = tree.children(tree.root);
  while (level.length > 0) {
    const next: TreeNode[] = [];
    for (const node of level) {
      if (!tree.isOpenable(node)) continue;
      const children = tree.children(node);
      if (children.length === 0 || count + children.length > most) continue;
      open.add(node.id);
      count += children.length;
      // Of a list the first element says what the others are like.
      next.push(...(node.kind === "array" ? children.slice(0, 1) : children));
    }
    level = next;
  }
  return open;
}
