/** Keys that work everywhere: `g` then a letter goes to a screen, `?` lists the keys. */
import { Kbd } from "@mantine/core";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import classes from "./shell.module.css";

const GO = {
  o: { to: "/" },
  m: { to: "/messages" },
  e: { to: "/events" },
  h: { to: "/hooks" },
  w: { to: "/webhooks" },
  s: { to: "/subscriptions" },
  c: { to: "/connections" },
  k: { to: "/signing" },
  ",": { to: "/settings" },
  v: { to: "/settings", search: { part: "verify" } },
} as const satisfies Record<string, LinkProps>;

const GO_WITHIN_MS = 1200;

/** Whether a key press is meant for a field, an open dialog or the system rather than for the screen. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (
    target.closest(
      "input, textarea, select, [contenteditable='true'], [role='dialog'], [role='menu'], [role='listbox']",
    )
  ) {
    return true;
  }
  return document.querySelector("[role='dialog']") !== null;
}

export function useGoKeys(showKeys: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      if (event.key === "?") {
        event.preventDefault();
        showKeys();
        return;
      }
      if (event.timeStamp - goAt < GO_WITHIN_MS && event.key in GO) {
        goAt = 0;
        event.preventDefault();
        void navigate(GO[event.key as keyof typeof GO]);
        return;
      }
      goAt = event.key === "g" ? event.timeStamp : 0;
    };
    // Before the screens' own keys, so that "g then d" never discards anything.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [navigate, showKeys]);
}

const KEYS: Array<[string[], string]> = [
  [["j", "k"], "next and previous row (or the arrows)"],
  [["Enter"], "open the row"],
  [["Space", "x"], "select the row"],
  [["Shift + ↑", "↓"], "select a range"],
  [["r"], "retry the selected messages, or this one"],
  [["d"], "discard the selected messages, or this one; delete the selected webhooks"],
  [["t"], "test this webhook"],
  [["l"], "the logs of this webhook"],
  [["/"], "search"],
  [["Esc"], "close, clear the selection, or go back"],
  [["g", "o"], "Overview"],
  [["g", "m"], "Messages"],
  [["g", "e"], "Events"],
  [["g", "h"], "Hooks"],
  [["g", "w"], "Webhooks"],
  [["g", "s"], "Subscriptions"],
  [["g", "c"], "Connections"],
  [["g", "k"], "Signing workbench"],
  [["g", ","], "Settings"],
  [["g", "v"], "Verify this installation"],
  [["?"], "this list"],
];

export function KeyList() {
  return (
    <dl className={classes.keys}>
      {KEYS.map(([keys, meaning]) => (
        <div key={meaning} style={{ display: "contents" }}>
          <dt>
            {keys.map((key, at) => (
              <span key={key}>
                {at > 0 && " "}
                <Kbd size="xs">{key}</Kbd>
              </span>
            ))}
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
