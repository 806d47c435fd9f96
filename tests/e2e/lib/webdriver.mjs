// The few WebDriver calls the window's test needs, over WebKitGTK's own driver.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { writeFileSync } from "node:fs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Opens the real window of `binary` and a session in it. */
export async function openWindow(binary, env) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {
    // The web view answers to automation only where it is asked to at its start.
    env: { ...env, TAURI_AUTOMATION: "true", TAURI_WEBVIEW_AUTOMATION: "true" },
    stdio: "ignore",
  });
  const base = `http://127.0.0.1:${port}`;
  await answering(`${base}/status`, driver);

  async function call(method, path, body) {
    const response = await fetch(base + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value?.error} ${value?.message}`);
    return value;
  }

  const { sessionId } = await call("POST", "/session", {
    capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary, args: [] } } },
  });
  const session = `/session/${sessionId}`;
  const run = (script, ...args) => call("POST", `${session}/execute/sync`, { script, args });

  return {
    run,
    /** Clicks the element a script returns. */
    async click(element) {
      await call("POST", `${session}/element/${element[ELEMENT]}/click`, {});
    },
    /** Clears a field and types. */
    async type(element, text) {
      await call("POST", `${session}/element/${element[ELEMENT]}/clear`, {});
      await call("POST", `${session}/element/${element[ELEMENT]}/value`, { text });
    },
    /** Saves a picture of the window. */
    async picture(file) {
      writeFileSync(file, Buffer.from(await call("GET", `${session}/screenshot`), "base64"));
    },
    /** Ends the session, which closes the window, and then the driver. */
    async close() {
      await call("DELETE", session).catch(() => undefined);
      driver.kill("SIGTERM");
      if (driver.exitCode === null && driver.signalCode === null) await once(driver, "exit");
    },
  };
}

async function answering(url, process) {
  for (;;) {
    if (process.exitCode !== null) throw new Error("WebKitWebDriver ended at once");
    const ok = await fetch(url).then((r) => r.ok, () => false);
    if (ok) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
