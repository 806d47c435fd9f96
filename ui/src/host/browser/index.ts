/** `hookdesk serve` in a browser: commands over POST, pushes over an event stream, all behind the token. */
import type { Push } from "../../bindings";
import { copyText } from "../clipboard";
import { type CommandName, type Host, isFault, pageUrl, unreachable } from "../host";
import { followPushes } from "./push";
import { forgetToken } from "./token";

/** `onRefused` is told when the engine does not accept the token (any more). */
export function browserHost(token: string, onRefused: () => void): Host {
  const pushListeners = new Set<(push: Push) => void>();
  const linkListeners = new Set<(alive: boolean) => void>();
  let alive = true;
  let stopFollowing: (() => void) | undefined;
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };

  let isRefused = false;
  const refused = () => {
    // Several calls may be on their way with the same wrong token; a late one must not undo the next token.
    if (isRefused) return;
    isRefused = true;
    stopFollowing?.();
    stopFollowing = undefined;
    forgetToken();
    onRefused();
  };

  const follow = () => {
    stopFollowing ??= followPushes(
      (signal) =>
        fetch("/rpc/push", { headers: { ...headers, Accept: "text/event-stream" }, signal, cache: "no-store" }),
      {
        onPush: (push) => pushListeners.forEach((listener) => void listener(push)),
        onLink: (now) => {
          alive = now;
          linkListeners.forEach((listener) => void listener(now));
        },
        onRefused: refused,
      },
    );
  };

  return {
    kind: "browser",
    async call<N extends CommandName>(name: N, request: unknown) {
      let response: Response;
      try {
        response = await fetch(`/rpc/${name}`, { method: "POST", headers, body: JSON.stringify(request) });
      } catch (thrown) {
        throw unreachable(thrown instanceof Error ? thrown.message : String(thrown));
      }
      const text = await response.text().catch(() => "");
      if (response.status === 401) refused();
      let answer: unknown;
      try {
        answer = text === "" ? {} : JSON.parse(text);
      } catch {
        throw unreachable(`/rpc/${name} answered ${response.status} with something that is not JSON.`);
      }
      if (response.ok) return answer as never;
      throw isFault(answer) ? answer : unreachable(`/rpc/${name} answered ${response.status}.`);
    },
    onPush(listener) {
      pushListeners.add(listener);
      follow();
      return () => pushListeners.delete(listener);
    },
    onLink(listener) {
      linkListeners.add(listener);
      listener(alive);
      return () => linkListeners.delete(listener);
    },
    async saveFile(name, text) {
      const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
      const anchor = document.createElement("a");
      anchor.href = url;
      anchor.download = name;
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
      return true;
    },
    copy: copyText,
    async openUrl(url) {
      // The page learns neither this window nor its address, which may hold the token.
      window.open(pageUrl(url), "_blank", "noopener,noreferrer");
    },
  };
}
