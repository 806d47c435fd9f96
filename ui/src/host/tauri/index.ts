/** The desktop shell; the only place that knows its API. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Push } from "../../bindings";
import { copyText } from "../clipboard";
import { EVERYTHING, type Host, pageUrl, toFault } from "../host";

export function desktopHost(): Host {
  const listeners = new Set<(push: Push) => void>();
  const tell = (push: Push) => {
    for (const listener of listeners) listener(push);
  };
  void listen<Push>("push", (event) => tell(event.payload)).then(() => tell(EVERYTHING));
  return {
    kind: "desktop",
    async call(name, request) {
      try {
        return await invoke("rpc", { name, request });
      } catch (thrown) {
        throw toFault(thrown);
      }
    },
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // The engine lives in the window's own process.
    onLink(listener) {
      listener(true);
      return () => {};
    },
    async saveFile(name, text) {
      try {
        return await invoke<boolean>("save_file", { name, text });
      } catch (thrown) {
        throw toFault(thrown);
      }
    },
    copy: copyText,
    async openUrl(url) {
      try {
        await invoke("open_url", { url: pageUrl(url) });
      } catch (thrown) {
        throw toFault(thrown);
      }
    },
  };
}
