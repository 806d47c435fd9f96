// TLS as a merchant sees it: a server of one's own authority, a pinned key that changes, a client certificate.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openChromium } from "./lib/browser-page.mjs";
import { dataDir, hookdesk, serve } from "./lib/hookdesk.mjs";
import { certificateFile, keyText, startTlsServer } from "./lib/tls-server.mjs";

let chromium;
before(async () => {
  chromium = await openChromium();
});
after(() => chromium?.close());

/** Runs `work` with an open window and a server that has a connection. */
async function withConnection(options, work) {
  const data = dataDir();
  const server = await serve(data);
  const remote = await startTlsServer(options);
  const page = await chromium.newPage({ viewport: { width: 1100, height: 700 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  try {
    await page.goto(`${server.ui}#token=${server.token}`);
    await page.getByRole("navigation").first().waitFor();
    const go = (path) =>
      page.evaluate((to) => {
        location.hash = `#${to}`;
      }, path);
    await go("/connections?open=new");
    const form = page.getByRole("dialog", { name: "New connection" });
    await form.getByLabel("Name", { exact: true }).fill("ERP");
    await form.getByLabel("Base URL").fill(remote.url);
    await form.getByRole("button", { name: "Add connection" }).click();
    await page.getByRole("dialog", { name: "Test ERP" }).waitFor();
    await work({ data, page, go, remote });
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
    remote.stop();
    assert.equal(await server.stop(), 0);
    data.remove();
  }
}

/** The connection's form, opened anew. */
async function edit({ page, go }) {
  await go("/connections");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await go("/connections?open=1");
  const form = page.getByRole("dialog", { name: "Connection ERP" });
  await form.waitFor();
  const seen = form.getByRole("region", { name: "Certificate" });
  return {
    form,
    seen,
    look: async (word) => {
      const near = seen.getByRole("checkbox", { name: /private or loopback/ });
      if (await near.count()) await near.check();
      await seen.getByRole("button", { name: "Look now" }).click();
      await seen.getByText(word, { exact: true }).waitFor();
    },
    save: async () => {
      await form.getByRole("button", { name: "Save connection" }).click();
      await form.waitFor({ state: "detached" });
    },
    unfold: () => form.getByRole("button", { name: /^TLS/ }).click(),
    choose: async (field, name) => {
      const chooser = page.waitForEvent("filechooser");
      await form.getByRole("button", { name: `Choose a file: ${field}` }).click();
      await (await chooser).setFiles(certificateFile(name));
    },
  };
}

/** Sends one real request, and gives what the window says of it. */
async function tried({ page, go }) {
  await go("/connections");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await go("/connections?test=1");
  const drawer = page.getByRole("dialog", { name: "Test ERP" });
  await drawer.getByRole("checkbox", { name: /private or loopback/ }).check();
  await drawer.getByRole("button", { name: "Test connection" }).click();
  const result = drawer.getByRole("status", { name: "Result of the test" });
  await result.waitFor();
  return result.innerText();
}

test("a server of one's own is trusted for one connection, pinned, and refused with another key", { timeout: 180_000 }, () =>
  withConnection({}, async (around) => {
    const { data, page, go, remote } = around;
    assert.match(await tried(around), /The connection does not work/);
    assert.deepEqual(remote.callers, []);
    await page.getByRole("button", { name: "Look at the certificate" }).click();
    await page.getByRole("dialog", { name: "Connection ERP" }).getByText("Refused", { exact: true }).waitFor();
    let { form, seen, look, save, unfold, choose } = await edit(around);
    await look("Refused");
    await seen.getByRole("group", { name: "What to do" }).waitFor();

    await unfold();
    await choose("Extra CA", "first.crt");
    await form.getByRole("list", { name: "Certificates in it" }).getByText("first").waitFor();
    await save();
    assert.match(await tried(around), /The connection works/);
    ({ form, seen, look, save, unfold } = await edit(around));
    await look("Good");

    await unfold();
    await form.getByRole("button", { name: "Use the key seen now" }).click();
    await form.getByText(/With one pin alone/).waitFor();
    await save();
    ({ form, seen, look, choose, save, unfold } = await edit(around));
    await look("Good");
    await seen.getByText("The server's key is one of them").waitFor();

    // Trusted as well, but with another key.
    await unfold();
    await choose("Extra CA", "second.crt");
    await save();
    remote.show("second");
    assert.match(await tried(around), /The connection does not work/);
    ({ seen, look } = await edit(around));
    await look("Refused");
    await seen.getByText("The server's key is none of them").waitFor();

    // The overview, which begins with the first hook, says so and leads to it.
    hookdesk(data, "hooks", "add", "cart.abandoned");
    await go("/");
    const notice = page.getByRole("list", { name: "Needs you" }).getByRole("listitem").filter({ hasText: "ERP" });
    await notice.getByRole("link").click();
    await page.getByRole("dialog", { name: "Connection ERP" }).waitFor();
  }),
);

test("a client certificate is shown to a server that asks, and its key to nobody", { timeout: 180_000 }, () =>
  withConnection({ client: "client" }, async (around) => {
    const { data, page, remote } = around;
    let { form, choose, save, unfold } = await edit(around);
    await unfold();
    await choose("Extra CA", "first.crt");
    await save();
    assert.match(await tried(around), /The connection does not work/);
    ({ form, choose, save, unfold } = await edit(around));
    await unfold();
    // One file with both, as many tools write it.
    await choose("Client certificate", "client.pem");
    const certificate = await form.getByLabel("Client certificate", { exact: true }).inputValue();
    assert.ok(!certificate.includes("PRIVATE KEY"));
    await save();
    assert.match(await tried(around), /The connection works/);
    assert.deepEqual(remote.callers, ["client"]);

    ({ form, unfold } = await edit(around));
    await unfold();
    await form.getByRole("group", { name: "Private key of the client certificate" }).getByText("Stored, never shown.").waitFor();
    const key = keyText("client");
    assert.ok(!(await page.content()).includes(key));
    const files = readdirSync(data.dir, { recursive: true })
      .map((name) => join(data.dir, name))
      .filter((path) => statSync(path).isFile());
    assert.ok(files.length > 2);
    for (const path of files) assert.ok(!readFileSync(path).includes(key), path);
  }),
);
