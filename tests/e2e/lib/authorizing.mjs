// Hookdesk and a certified provider side by side, and a person at the provider's own pages.
import assert from "node:assert/strict";
import { dataDir, serve } from "./hookdesk.mjs";
import { startProvider } from "./provider.mjs";

/** The port the presets use, so that a merchant registers one address everywhere. */
export const PORT = 47811;
export const redirectUri = `http://127.0.0.1:${PORT}/callback`;

/** Runs `work` against a fresh data directory, a running `hookdesk serve` and a provider. */
export async function withProvider(options, work) {
  const data = dataDir();
  const server = await serve(data);
  const provider = await startProvider({ redirectUri, ...options });
  const rpc = async (name, request = {}) => {
    const response = await fetch(`http://${server.listening}/rpc/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const body = await response.json();
    if (!response.ok) throw Object.assign(new Error(`${name}: ${body.code}: ${body.message}`), { fault: body });
    return body;
  };
  try {
    await work({ data, server, provider, rpc });
  } finally {
    provider.stop();
    assert.equal(await server.stop(), 0);
    data.remove();
  }
}

/** Signs in on the provider's page, which remembers it in this browser; what it asks next stands there then. */
export async function signIn(page, name = "merchant") {
  await page.locator('input[name="login"]').fill(name);
  await page.locator('input[name="password"]').fill("any");
  await page.locator('button[type="submit"]').click();
  await page.locator('button[type="submit"]', { hasText: "Continue" }).waitFor();
}

/** Agrees to what the provider asks, and waits for Hookdesk's answer in the browser. */
export async function consent(page) {
  await page.locator('button[type="submit"]', { hasText: "Continue" }).click();
  await page.getByText("Hookdesk has your answer").waitFor();
}
