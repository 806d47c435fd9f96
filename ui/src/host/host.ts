/** What the window needs from whatever it runs in; screens know nothing else about their surroundings. */
import type { Commands, Fault, Push } from "../bindings";

export type { Commands };

export type CommandName = keyof Commands;

export interface Host {
  readonly kind: "desktop" | "browser";
  /** Runs a command. Rejects with a `Fault`, never with anything else. */
  call<N extends CommandName>(name: N, request: Commands[N]["request"]): Promise<Commands[N]["response"]>;
  /** Hears what changed; gives back how to stop listening. */
  onPush(listener: (push: Push) => void): () => void;
  /** Hears whether pushes arrive at present; called at once with the state now. */
  onLink(listener: (alive: boolean) => void): () => void;
  /** Hands a text to the person as a file; false where they thought better of it. */
  saveFile(name: string, text: string): Promise<boolean>;
  copy(text: string): Promise<void>;
  /** Opens a web page in the person's own browser; http and https only. Rejects with a `Fault`. */
  openUrl(url: string): Promise<void>;
}

/** Everything may have changed: said whenever listening begins, since nothing was heard before. */
export const EVERYTHING: Push = {
  areas: [
    "messages",
    "events",
    "hooks",
    "webhooks",
    "webhook_log",
    "subscriptions",
    "connections",
    "settings",
    "samples",
    "prove",
    "system",
  ],
  messages: [],
  counts: null,
};

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "code" in value && "message" in value && "next" in value;
}

/** Makes a fault of whatever was thrown, so that screens handle one kind of failure. */
export function toFault(thrown: unknown): Fault {
  if (isFault(thrown)) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "internal",
    message: "Something in Hookdesk's window failed.",
    next: "Try again; if it stays, restart Hookdesk and look in the log.",
    detail,
  };
}

/** Only pages: no file, no program, no script is ever opened. Gives the address back as it is opened. */
export function pageUrl(url: string): string {
  const page = URL.canParse(url) ? new URL(url) : null;
  if (page?.protocol === "https:" || page?.protocol === "http:") return page.href;
  const fault: Fault = {
    code: "url.invalid",
    message: "This address is not a web page's.",
    next: "Give an address that begins with https://.",
  };
  throw fault;
}

/** The engine cannot be reached at all. */
export function unreachable(detail: string): Fault {
  return {
    code: "engine.unreachable",
    message: "Hookdesk's engine does not answer.",
    next: "Check that Hookdesk is running; the window connects again by itself.",
    detail,
  };
}
