// The real window, driven through WebKitGTK's own driver.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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

async function withWindow(work) {
  const data = dataDir();
  const receiver = await startReceiver();
  let browser;
  try {
    browser = await openWindow(program("hookdesk-desktop"), data.env);
    await work({ data, receiver, browser, page: windowPage(browser) });
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
