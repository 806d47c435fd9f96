// OAuth 2.0 as a merchant does it: the served window in Chromium, and the certified provider's own pages in a second tab.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { consent, PORT, redirectUri, signIn, withProvider } from "./lib/authorizing.mjs";
import { openChromium } from "./lib/browser-page.mjs";
import { merchant } from "./lib/merchant.mjs";
import { client } from "./lib/provider.mjs";

let chromium;
before(async () => {
  chromium = await openChromium();
});
after(() => chromium?.close());

/** Runs `work` with the open window of a merchant. */
const atWork = (work) =>
  withProvider({}, async (around) => {
    const context = await chromium.newContext({ viewport: { width: 1100, height: 700 } });
    const window = merchant(context, around);
    try {
      await window.enter();
      await work({ ...around, window, context });
      assert.deepEqual(window.errors, [], "no script or policy error");
    } finally {
      await context.close();
    }
  });

test("from an empty window to an authorized connection, a test, and back", { timeout: 180_000 }, () =>
  atWork(async ({ window, provider }) => {
    await window.addConnection("Shop", { port: PORT, offline: true });
    const drawer = window.dialog("Authorize Shop");
    assert.equal(await drawer.getByLabel("Redirect address", { exact: true }).inputValue(), redirectUri);

    // An event comes before anybody has agreed: it waits, and the window says so.
    const message = await window.subscribed(1);
    await drawer.getByText("Needs authorization: 1 message is held.").waitFor();
    assert.equal(provider.api.length, 0);

    const there = await window.authorize("Shop");
    await drawer.getByText("Waiting for the browser", { exact: true }).first().waitFor();
    await drawer.getByText(/ left$/).waitFor();
    await signIn(there);
    await consent(there);
    await drawer.getByText("Authorized as merchant").first().waitFor();
    // The banner over every screen is gone with what it asked for.
    await window.page.getByRole("status", { name: "Authorization", exact: true }).waitFor({ state: "detached" });

    await window.delivered(message);

    const facts = await window.facts(drawer);
    assert.equal(facts.State, "Authorized");
    assert.equal(facts["Authorized as"], "merchant");
    assert.equal(facts.Scopes, "openid offline_access");
    assert.match(facts.Expires, /, in (60|59) min$/);
    assert.match(facts["Last refresh"], /, (now|\d+ s ago)$/);
    assert.equal(facts.Renewal, "By itself, before it expires.");

    await drawer.getByRole("button", { name: "Test connection" }).click();
    const testing = window.dialog("Test Shop");
    await testing.getByLabel(/^Path below/).fill("orders");
    // The consent of the connection's subscription holds for it.
    await testing.getByRole("button", { name: "Test connection" }).click();
    await testing.getByText("The connection works").waitFor();
    const sent = testing.getByRole("table", { name: "Request headers" }).getByRole("row");
    assert.match(await sent.filter({ hasText: /^authorization/ }).innerText(), /\[redacted\]/);
    const { token, status } = provider.api.at(-1);
    assert.equal(status, 200);
    assert.ok(!(await window.page.content()).includes(token), "the token is nowhere in the page");

    await window.go("/connections?authorize=1");
    await drawer.getByRole("button", { name: "Revoke and forget" }).click();
    await window.dialog("Revoke Shop's token?").getByRole("button", { name: "Revoke and forget" }).click();
    await window.page.getByText("The provider has revoked the token, and it is forgotten here.").waitFor();
    assert.ok(provider.events.includes("refresh_token.destroyed"), provider.events.join());
    // What succeeded once is no longer told.
    await drawer.getByText(/^Needs authorization/).waitFor();
    assert.equal(await drawer.getByText(/^Authorized as/).count(), 0);
    assert.equal(await drawer.getByRole("listitem").filter({ hasText: "Authorized" }).getAttribute("data-state"), "ahead");
  }),
);

test("a person who does not agree is told so, and may try again", { timeout: 120_000 }, () =>
  atWork(async ({ window, provider }) => {
    await window.addConnection("Shop", { port: PORT });
    const drawer = window.dialog("Authorize Shop");
    const there = await window.authorize("Shop");
    await signIn(there);
    await there.getByRole("link", { name: "Cancel" }).click();
    await there.getByText("Hookdesk has your answer").waitFor();
    const alert = drawer.getByRole("alert");
    await alert.getByText("Not authorized").waitFor();
    const said = await alert.innerText();
    assert.match(said, /denied/i);
    assert.match(said, /auth\./, "with its code");
    assert.match(said, /authorize again|try again|agree/i, "with what to do");

    const again = await window.opens(() => drawer.getByRole("button", { name: "Try again" }).click());
    await consent(again);
    await drawer.getByText("Authorized as merchant").first().waitFor();

    // Nothing goes to this machine before a person consents to it.
    await drawer.getByRole("button", { name: "Test connection" }).click();
    const testing = window.dialog("Test Shop");
    await testing.getByRole("button", { name: "Test connection" }).click();
    await testing.getByText("Nothing was sent").waitFor();
    assert.equal(provider.api.length, 0);
    await testing.getByRole("button", { name: /^Allow the private address/ }).click();
    await testing.getByText("The connection works").waitFor();
  }),
);

test("two authorizations at once end each at its own connection", { timeout: 120_000 }, () =>
  atWork(async ({ window, context }) => {
    // Two people: with two sessions at the provider.
    await window.addConnection("North");
    const first = await window.authorize("North");
    await window.addConnection("South");
    const address = await window.authorizeLater("South");
    const elsewhere = await chromium.newContext();
    try {
      const second = await elsewhere.newPage();
      await second.goto(address);
      await signIn(second, "ada");
      await signIn(first, "ben");
      await consent(second);
      await window.dialog("Authorize South").getByText("Authorized as ada").first().waitFor();
      await consent(first);
    } finally {
      await elsewhere.close();
    }
    await window.go("/connections?authorize=1");
    await window.dialog("Authorize North").getByText("Authorized as ben").first().waitFor();
    assert.equal(context.pages().length, 3);
  }),
);

test("one waits where another holds the port, and begins once that is cancelled", { timeout: 120_000 }, () =>
  atWork(async ({ window }) => {
    await window.addConnection("North", { port: PORT });
    const first = await window.authorize("North");
    await window.addConnection("South", { port: PORT });
    const south = window.dialog("Authorize South");
    await window.begin("South");
    await south.getByRole("alert").getByText(/port 47811/).first().waitFor();

    await window.go("/connections?authorize=1");
    const north = window.dialog("Authorize North");
    await north.getByRole("button", { name: "Cancel" }).click();
    await north.getByText("Cancelled. Nothing has changed.").waitFor();
    // Who agrees after that reaches nobody.
    await signIn(first);
    await first.locator('button[type="submit"]', { hasText: "Continue" }).click();
    await first.waitForURL(/^chrome-error:/);

    await window.go("/connections?authorize=2");
    const there = await window.authorize("South");
    await consent(there);
    await south.getByText("Authorized as merchant").first().waitFor();
  }),
);

/** Screens, and what stands there once they are read. */
const SCREENS = [
  ["/overview", "Overview"],
  ["/messages?tab=all", "sales.order.created"],
  ["/events", "sales.order.created"],
  ["/hooks", "sales.order.created"],
  ["/hooks/1/content", "Content of sales.order.created"],
  ["/webhooks", "Webhooks"],
  ["/subscriptions", "sales.order.created"],
  ["/subscriptions?open=1", "sales.order.created"],
  ["/connections", "Shop"],
  ["/connections?open=1", "Client id"],
  ["/connections?authorize=1", "Authorized as merchant"],
  ["/connections?test=1", "Test Shop"],
  ["/connections?open=2", "Basic"],
  ["/connections?open=3", "Bearer"],
  ["/connections?open=4", "Key"],
  ["/signing", "Signing workbench"],
  ["/settings", "Settings"],
];

test("no secret and no token stands in any screen", { timeout: 180_000 }, () =>
  atWork(async ({ window, provider, rpc }) => {
    await window.addConnection("Shop", { port: PORT, offline: true });
    const message = await window.subscribed(1);
    const there = await window.authorize("Shop");
    await signIn(there);
    await consent(there);
    await window.delivered(message);
    const planted = { basic: "b4sic-hush-pw", bearer: "b34rer-hush-token", key: "k3y-hush-value", signing: "s1gn-hush-key", named: "n4med-hush" };
    const base = { base_url: `${provider.issuer}/api/`, signing: { scheme: "aligent" }, signing_secret: planted.signing };
    await rpc("connections.save", { name: "Basic", ...base, auth: { kind: "basic", username: "jane" }, auth_secret: planted.basic });
    await rpc("connections.save", { name: "Bearer", ...base, auth: { kind: "bearer" }, auth_secret: planted.bearer });
    await rpc("connections.save", { name: "Key", ...base, auth: { kind: "api_key_query", name: "k" }, auth_secret: planted.key });
    await rpc("secrets.save", { name: "erp_key", value: planted.named });
    const secrets = [...Object.values(planted), client.secret, provider.api.at(-1).token, "a passphrase for tests"];
    assert.ok(secrets.every((secret) => secret?.length > 8));

    const { page } = window;
    for (const [path, text] of [...SCREENS, [`/messages/${message}`, "Delivered"]]) {
      await window.go(path);
      await page.getByText(text).or(page.getByLabel(text)).first().waitFor();
      const held = await page.evaluate(() => {
        const typed = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
        return [document.documentElement.outerHTML, ...typed, ...Object.values(localStorage)].join("\n");
      });
      for (const secret of secrets) {
        for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) {
          assert.ok(!held.includes(form), `${path} holds ${form}`);
        }
      }
    }
  }),
);
