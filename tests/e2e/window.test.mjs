// The real window, driven through WebKitGTK's own driver.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wholeWay } from "./lib/flow.mjs";
import { dataDir, hookdesk, program } from "./lib/hookdesk.mjs";
import { startReceiver } from "./lib/receiver.mjs";
import { openWindow } from "./lib/webdriver.mjs";
import { windowPage } from "./lib/window-page.mjs";

/** The window's process, from the note its engine leaves. */
function enginePid(data) {
  try {
    return JSON.parse(readFileSync(join(data.dir, "engine.json"), "utf8")).pid;
  } catch {
    return undefined;
  }
}

/** Waits until the process we started has drained and gone; asks it to once more where the driver did not. */
async function ended(pid) {
  for (let look = 0; look < 300; look += 1) {
    try {
      process.kill(pid, look === 50 ? "SIGTERM" : 0);
    } catch {
      return;
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
  process.kill(pid, "SIGKILL");
  throw new Error("the window's process did not end");
}

/** Stands in for the system's browser: keeps what it was asked to open. */
function systemBrowser(data) {
  const [programs, opened] = [join(data.dir, "bin"), join(data.dir, "opened.txt")];
  mkdirSync(programs);
  writeFileSync(join(programs, "xdg-open"), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened}'\n`, { mode: 0o755 });
  data.env.PATH = `${programs}:${data.env.PATH}`;
  return () => (existsSync(opened) ? readFileSync(opened, "utf8").trim().split("\n") : []);
}

async function withWindow(work) {
  const data = dataDir();
  const browsed = systemBrowser(data);
  const receiver = await startReceiver();
  let browser;
  try {
    browser = await openWindow(program("hookdesk-desktop"), data.env);
    await work({ data, receiver, browsed, browser, page: windowPage(browser) });
  } finally {
    const pid = enginePid(data);
    await browser?.close();
    if (pid) await ended(pid);
    receiver.stop();
    data.remove();
  }
}

test("starts, sets up a subscription, delivers, and retries a rejected message by hand", { timeout: 180_000 }, () =>
  withWindow(async ({ data, receiver, page }) => {
    await wholeWay(page, data, receiver);
  }),
);

test("styles are applied under the content policy, and the page has no way to the network", { timeout: 120_000 }, () =>
  withWindow(async ({ browser, page }) => {
    await page.sees("Set up my first integration");
    const weight = await browser.run("return getComputedStyle(document.querySelector('h1, h2')).fontWeight");
    assert.ok(Number(weight) >= 600, `headings are styled (${weight})`);
    const reached = await browser.run(`
      const request = new XMLHttpRequest();
      try { request.open("GET", "http://127.0.0.1:9/", false); request.send(); return "sent"; } catch { return "refused"; }
    `);
    assert.equal(reached, "refused");
  }),
);

test("a second engine on the same data directory is refused, and commands go through the window's", { timeout: 120_000 }, () =>
  withWindow(async ({ data, page }) => {
    await page.sees("Set up my first integration");
    hookdesk(data, "hooks", "add", "customer.created");
    assert.throws(() => hookdesk(data, "serve", "--listen", "127.0.0.1:0"), /engine\.locked/);
    await page.go("#/hooks");
    await page.sees("customer.created");
  }),
);

test("authorizing opens the system's browser, and the window follows what comes back", { timeout: 120_000 }, () =>
  withWindow(async ({ data, receiver, browsed, browser, page }) => {
    await page.sees("Set up my first integration");
    const base = new URL("/", receiver.url).href;
    const oauth = ["--auth", "oauth2:mautic", "--client-id", "1_abc", "--secret", "client-hush"];
    hookdesk(data, "connections", "add", "--name", "CRM", "--url", base, ...oauth);
    await page.go("#/connections");
    await page.press("Authorize");
    await page.sees("Authorize CRM");
    await page.press("Authorize");
    await page.sees("Waiting");
    const begun = () => {
      const url = new URL(browsed().at(-1));
      const [back, state] = ["redirect_uri", "state"].map((name) => url.searchParams.get(name));
      return { url, state, answer: (parts) => fetch(`${back}?${new URLSearchParams(parts)}`) };
    };
    const first = begun();
    assert.equal(first.url.origin + first.url.pathname, new URL("/oauth/v2/authorize", base).href);
    await first.answer({ error: "access_denied", state: `${first.state}x` });
    await page.sees("Waiting");
    const came = await first.answer({ error: "access_denied", state: first.state });
    assert.match(await came.text(), /You may close this page/);
    await page.sees("Not authorized");

    // Once more, and agreed to.
    receiver.answer.body = '{"access_token":"t1-hush","token_type":"bearer","expires_in":3600,"refresh_token":"r1-hush"}';
    await page.press("The provider may be at a private or loopback address, this once");
    await page.press("Try again");
    await page.sees("Waiting");
    const second = begun();
    assert.notEqual(second.state, first.state);
    await second.answer({ code: "c0de", state: second.state });
    await page.sees("Authorized");
    const shown = await browser.run("return document.documentElement.outerHTML");
    for (const secret of ["t1-hush", "r1-hush", "client-hush"]) assert.ok(!shown.includes(secret), secret);
    assert.equal(new URLSearchParams(receiver.received[0].body).get("code"), "c0de");
  }),
);
