// The browser host: the whole way through the screens in Chromium, and what the host must refuse.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserPage, openChromium } from "./lib/browser-page.mjs";
import { dataDir, serve } from "./lib/hookdesk.mjs";
import { startReceiver } from "./lib/receiver.mjs";
import { wholeWay } from "./lib/flow.mjs";

let chromium;
before(async () => {
  chromium = await openChromium();
});
after(() => chromium?.close());

/** Runs `work` against a fresh data directory, a running `hookdesk serve` and a page that keeps its errors. */
async function withServe(work) {
  const data = dataDir();
  const server = await serve(data);
  const receiver = await startReceiver();
  const page = await chromium.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  try {
    await work({ data, server, receiver, page, errors });
  } finally {
    await page.close();
    receiver.stop();
    assert.equal(await server.stop(), 0, "SIGTERM drains and exits 0");
    data.remove();
  }
}

test("sets up an integration, delivers, and retries a rejected message by hand", { timeout: 120_000 }, () =>
  withServe(async ({ data, server, receiver, page, errors }) => {
    await page.goto(`${server.ui}#token=${server.token}`);
    await wholeWay(browserPage(page), data, receiver);
    assert.deepEqual(errors, [], "no script or policy error");
    const address = await page.evaluate(() => location.href);
    assert.ok(!address.includes(server.token), "the token has left the address bar");
  }),
);

test("asks for the token where none is given, and says where it is", { timeout: 60_000 }, () =>
  withServe(async ({ server, page }) => {
    await page.goto(server.ui);
    await page.getByRole("textbox", { name: "Access token" }).fill("not the token");
    await page.getByRole("button", { name: "Open Hookdesk" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("textbox", { name: "Access token" }).fill(server.token);
    await page.getByRole("button", { name: "Open Hookdesk" }).click();
    await page.getByText("Set up my first integration").waitFor();
  }),
);

test("sample data comes in and goes out again in one click", { timeout: 120_000 }, () =>
  withServe(async ({ server, page }) => {
    await page.goto(`${server.ui}#token=${server.token}`);
    await page.getByRole("button", { name: "Start", exact: true }).click();
    const remove = page.getByRole("button", { name: "Remove sample data" });
    await remove.waitFor();
    await page.goto(`${server.ui}#/messages?tab=all`);
    await page.getByRole("row").filter({ hasText: "Delivered" }).first().waitFor();
    await page.getByRole("row").filter({ hasText: "422" }).first().waitFor();
    await page.goto(`${server.ui}#/`);
    await remove.click();
    await page.getByText("Set up my first integration").waitFor();
  }),
);

test("a receiver's text is never markup", { timeout: 60_000 }, () =>
  withServe(async ({ data, server, receiver, page, errors }) => {
    const { hookdesk } = await import("./lib/hookdesk.mjs");
    receiver.answer.status = 410;
    receiver.answer.body = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
    hookdesk(data, "hooks", "add", "cart.abandoned");
    hookdesk(data, "subscriptions", "add", "--hook", "cart.abandoned", "--url", receiver.url, "--allow-private");
    const payload = JSON.stringify({ note: "</script><b onmouseover=alert(1)>x</b>" });
    const answer = hookdesk(data, "events", "dispatch", "cart.abandoned", "--data", payload, "--json");
    await receiver.waitFor(1);
    const { id } = JSON.parse(answer).messages[0];
    await page.goto(`${server.ui}#token=${server.token}`);
    // The page takes the token out of the address before it goes anywhere.
    await page.getByRole("navigation").first().waitFor();
    await page.goto(`${server.ui}#/messages/${id}`);
    await page.getByText("onerror").first().waitFor();
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.deepEqual(errors, []);
  }),
);
