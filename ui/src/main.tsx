/** Starts the window: finds out where it runs, then shows the app. */
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/charts/styles.css";
import "./app.css";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { App, Look } from "./app";
import { browserHost } from "./host/browser";
import { keepToken, takeToken } from "./host/browser/token";
import type { Host } from "./host/host";
import { TokenScreen } from "./shell/token-screen";

/** In a browser the token comes first. */
function InBrowser() {
  const [refused, setRefused] = useState(false);
  const connect = (token: string) =>
    browserHost(token, () => {
      setRefused(true);
      setHost(null);
    });
  const [host, setHost] = useState<Host | null>(() => {
    const token = takeToken();
    return token === null ? null : connect(token);
  });
  if (host !== null) return <App host={host} />;
  return (
    <TokenScreen
      refused={refused}
      onToken={(token) => {
        keepToken(token);
        setHost(connect(token));
      }}
    />
  );
}

async function start(): Promise<void> {
  const element = document.getElementById("root");
  if (element === null) return;
  let app = <InBrowser />;
  if (import.meta.env.MODE === "fixture") {
    const { fixtureHost, fixtureFromAddress } = await import("./testing/fixture");
    app = <App host={fixtureHost(fixtureFromAddress())} />;
  } else if ("__TAURI_INTERNALS__" in window) {
    const { desktopHost } = await import("./host/tauri");
    app = <App host={desktopHost()} />;
  }
  createRoot(element).render(
    <StrictMode>
      <Look>{app}</Look>
    </StrictMode>,
  );
}

void start();
