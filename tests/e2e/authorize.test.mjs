// OAuth 2.0 against a certified provider, through its real pages: code and PKCE, rotation, a refused token, revocation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { consent, PORT, redirectUri, signIn, withProvider } from "./lib/authorizing.mjs";
import { openChromium } from "./lib/browser-page.mjs";
import { hookdesk } from "./lib/hookdesk.mjs";
import { client } from "./lib/provider.mjs";

let chromium;
before(async () => {
  chromium = await openChromium();
});
after(() => chromium?.close());

const json = (data, ...args) => JSON.parse(hookdesk(data, ...args, "--json"));

/** A connection to the provider's API, set up from what the provider says of itself. */
async function connect(rpc, provider) {
  await rpc("settings.set", { key: "targets.private", value: "allow" });
  const found = await rpc("connections.discover", { issuer: provider.issuer });
  const auth = {
    ...found.auth,
    grant: "authorization_code",
    client_id: client.id,
    scopes: ["openid", "offline_access"],
    authorize_params: [["prompt", "consent"]],
    redirect_port: PORT,
  };
  const saved = await rpc("connections.save", {
    name: "Shop",
    base_url: `${provider.issuer}/api/`,
    auth,
    auth_secret: client.secret,
  });
  await rpc("hooks.save", { name: "sales.order.created" });
  await rpc("subscriptions.save", {
    event_name: "sales.order.created",
    recipient: { kind: "connection", id: saved.id, path: "orders" },
    retry: { kind: "custom", delays_ms: [50, 50] },
  });
  return saved.id;
}

const until = async (what, look) => {
  for (let tries = 0; tries < 300; tries++) {
    const found = await look();
    if (found) return found;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`never: ${what}`);
};

const send = (data) =>
  json(data, "events", "dispatch", "sales.order.created", "--data", '{"entity_id":1}').messages[0].id;
const stateOf = (data, id) => json(data, "messages", "show", id).message.state;
const delivered = (data, id) => until(`${id} delivered`, () => stateOf(data, id) === "delivered");

/** Signs in and agrees, on the provider's own pages. */
async function agree(address) {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await signIn(page);
  await consent(page);
  await context.close();
}

test("a person agrees once, and the connection stays authorized", { timeout: 180_000 }, () =>
  withProvider({ lifetime: 3 }, async ({ data, provider, rpc }) => {
    const id = await connect(rpc, provider);
    const waiting = send(data);
    assert.equal(stateOf(data, waiting), "held");

    const begun = await rpc("connections.authorize", { id });
    assert.equal(begun.phase, "waiting");
    assert.equal(begun.redirect_uri, redirectUri);
    await agree(begun.authorize_url);
    const end = await until("an end", async () => {
      const now = await rpc("connections.authorization", { id });
      return ["done", "failed"].includes(now.phase) && now;
    });
    assert.equal(end.phase, "done", JSON.stringify(end));
    assert.equal(end.subject, "merchant");
    await delivered(data, waiting);
    assert.deepEqual([...new Set(provider.api.map((call) => call.status))], [200]);

    // The token ends, and ends again: each time the refresh token is used once, and another one kept.
    for (let round = 0; round < 2; round++) {
      await new Promise((wake) => setTimeout(wake, 3_200));
      await delivered(data, send(data));
    }
    assert.ok(provider.events.filter((name) => name === "refresh_token.consumed").length >= 2, provider.events.join());
    assert.ok(!provider.events.includes("grant.error"), provider.events.join());

    // Over a restart of the whole program nothing is asked of anybody.
    const told = (await rpc("connections.list")).find((row) => row.id === id);
    assert.ok(told.token.kept && told.token.refreshable && !told.unauthorized);
    assert.match(told.token.scope, /offline_access/);
  }),
);

test("a refused token is renewed in the same attempt; a given back one holds", { timeout: 180_000 }, () =>
  withProvider({}, async ({ data, provider, rpc }) => {
    const id = await connect(rpc, provider);
    await agree((await rpc("connections.authorize", { id })).authorize_url);
    await until("authorized", async () => (await rpc("connections.authorization", { id })).phase === "done");
    await delivered(data, send(data));

    await provider.forget(provider.api.at(-1).token);
    const second = send(data);
    await delivered(data, second);
    assert.equal(json(data, "messages", "show", second).attempts.length, 1);
    assert.deepEqual(provider.api.slice(-2).map((call) => call.status), [401, 200]);

    const revoked = await rpc("connections.revoke", { id });
    assert.deepEqual(revoked, { revoked: true, note: null });
    assert.ok(provider.events.includes("refresh_token.destroyed"), provider.events.join());
    const held = send(data);
    assert.equal(stateOf(data, held), "held");
    assert.equal(json(data, "messages", "show", held).attempts.length, 0);
  }),
);

test("no secret and no token stands in any file or answer", { timeout: 180_000 }, () =>
  withProvider({}, async ({ data, provider, rpc }) => {
    const id = await connect(rpc, provider);
    await rpc("settings.set", { key: "debug.enabled", value: true });
    await agree((await rpc("connections.authorize", { id })).authorize_url);
    await until("authorized", async () => (await rpc("connections.authorization", { id })).phase === "done");
    const message = send(data);
    await delivered(data, message);
    const token = provider.api.at(-1).token;
    assert.ok(token.length > 20);
    const answers = [
      await rpc("connections.list"),
      await rpc("connections.authorization", { id }),
      await rpc("connections.test", { id, path: "orders" }),
      json(data, "messages", "show", message),
      hookdesk(data, "config", "export"),
    ].map((answer) => JSON.stringify(answer));
    const { readdirSync, readFileSync, statSync } = await import("node:fs");
    const { join } = await import("node:path");
    const files = readdirSync(data.dir, { recursive: true })
      .map((name) => join(data.dir, name))
      .filter((path) => statSync(path).isFile());
    assert.ok(files.length > 2);
    for (const secret of [token, client.secret, Buffer.from(token).toString("base64")]) {
      for (const answer of answers) assert.ok(!answer.includes(secret), answer);
      for (const path of files) assert.ok(!readFileSync(path).includes(secret), path);
    }
  }),
);
