import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Authorization, Connection, TokenInfo } from "../../bindings";
import type { FixtureHost } from "../../testing/fixture";
import { addOAuth, goodToken, IDLE, NO_TOKEN, OAUTH2 } from "../../testing/fixture/authorization";
import { fill, lastRequest, openScreen } from "../../testing/screen";

const open = (over: Partial<Connection> = {}, before: (host: FixtureHost) => void = () => {}) =>
  openScreen("/connections?authorize=11", "many", (host) => {
    addOAuth(host.world, over);
    before(host);
  });

const drawer = async () => within(await screen.findByRole("dialog", { name: "Authorize Webmecanik" }));

/** What an engine would push. */
function becomes(host: FixtureHost, change: Partial<Authorization>) {
  const before = host.world.authorizations.get(11) as Authorization;
  host.world.authorizations.set(11, { ...before, ...change });
  host.push(["connections"]);
}

it("says on every screen what waits, and leads to the authorization", async () => {
  const { user, host } = openScreen("/", "many", ({ world }) => {
    addOAuth(world);
    for (const row of world.messages.slice(0, 7)) Object.assign(row, { subscription_id: 2, state: "held" });
    for (const row of world.messages.slice(7)) if (row.subscription_id === 2) row.state = "delivered";
  });
  const line = within(await screen.findByRole("status", { name: "Authorization" }));
  expect(await line.findByText("Webmecanik: 7 messages are held.")).toBeInTheDocument();
  await user.click(line.getByRole("link", { name: "Authorize" }));
  const dialog = await drawer();
  expect(await dialog.findByText("Needs authorization: 7 messages are held.")).toBeInTheDocument();
  expect(dialog.getByRole("button", { name: "Authorize" })).toHaveFocus();
  // What the provider must know first.
  expect(dialog.getByLabelText("Redirect address")).toHaveValue("http://127.0.0.1:47811/callback");
  // Nothing begins without a click on it.
  expect(lastRequest(host, "connections.authorize")).toBeUndefined();
});

it("says nothing while nothing needs it", async () => {
  openScreen("/connections");
  await screen.findByRole("row", { name: "ERP" });
  expect(screen.queryByRole("status", { name: "Authorization" })).not.toBeInTheDocument();
});

it("has a word for it in the grid, and begins from there", async () => {
  const { user, host } = openScreen("/connections", "many", ({ world }) => void addOAuth(world));
  const row = await screen.findByRole("row", { name: "Webmecanik" });
  expect(within(row).getByText("Needs authorization")).toBeInTheDocument();
  await user.hover(row);
  await user.click(within(row).getByRole("button", { name: "Authorize Webmecanik" }));
  const dialog = await drawer();
  expect(await dialog.findByText("Waiting for the browser", { selector: "p" })).toBeInTheDocument();
  expect(host.opened).toEqual([expect.stringContaining("https://mautic.example.org/oauth/v2/authorize?")]);
  expect(host.calls.filter(({ name }) => name === "connections.authorize")).toHaveLength(1);
});

it("follows the browser from waiting to authorized", async () => {
  const { user, host } = open();
  const dialog = await drawer();
  await user.click(await dialog.findByRole("button", { name: "Authorize" }));
  expect(await dialog.findByText(/^(9 min 5\d s|10 min) left$/)).toBeInTheDocument();
  const step = () => within(dialog.getByRole("list", { name: "Steps" })).getByText(/./, { selector: "[aria-current]" });
  expect(step()).toHaveTextContent("In the browser");
  await user.click(dialog.getByRole("button", { name: "Copy link" }));
  expect(host.copied[0]).toBe(host.opened[0]);
  await user.click(dialog.getByRole("button", { name: "Open the page again" }));
  expect(host.opened).toHaveLength(2);
  becomes(host, { phase: "received" });
  expect(await dialog.findByText(/You may close its page/)).toBeInTheDocument();
  becomes(host, { phase: "exchanging" });
  expect(await dialog.findByText("Hookdesk asks mautic.example.org for the token.")).toBeInTheDocument();
  expect(step()).toHaveTextContent("Asking for the token");
  Object.assign(host.world.connections.find(({ id }) => id === 11) ?? {}, { unauthorized: false, token: goodToken() });
  becomes(host, { phase: "done", subject: "ada@shop.example", notes: ["the clock is 40 s behind"] });
  expect(await dialog.findByText("Authorized as ada@shop.example", { selector: "span" })).toBeInTheDocument();
  expect(dialog.getByText("The clock is 40 s behind.")).toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: "Test connection" }));
  const test = within(await screen.findByRole("dialog", { name: "Test Webmecanik" }));
  expect(test.getByLabelText(/Path below/)).toHaveValue("api/contacts?limit=1");
});

it("can be cancelled, and begun again", async () => {
  const { user, host } = open();
  const dialog = await drawer();
  await user.click(await dialog.findByRole("button", { name: "Authorize" }));
  await user.click(await dialog.findByRole("button", { name: "Cancel" }));
  expect(await dialog.findByText("Cancelled. Nothing has changed.")).toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: "Authorize" }));
  expect(await dialog.findByRole("button", { name: "Cancel" })).toBeInTheDocument();
  expect(host.opened).toHaveLength(2);
});

it("goes on with an address from another machine, and refuses one that cannot be it", async () => {
  const { user, host } = open();
  const dialog = await drawer();
  await user.click(await dialog.findByRole("button", { name: "Authorize" }));
  await user.click(await dialog.findByRole("button", { name: "The browser is on another machine" }));
  const field = dialog.getByLabelText("The address it ended at");
  const go = dialog.getByRole("button", { name: "Go on with this address" });
  for (const [text, said] of [
    ["code=1", /whole address/],
    ["https://mautic.example.org/oauth/v2/authorize?code=1", /This is another page/],
    ["http://127.0.0.1:47811/callback", /neither a code nor an error/],
  ] as const) {
    await fill(user, field, text);
    expect(dialog.getByText(said)).toBeInTheDocument();
    expect(go).toBeDisabled();
  }
  const address = "http://127.0.0.1:47811/callback?code=abc&state=Zk9w";
  await fill(user, field, address);
  await user.click(go);
  expect(await dialog.findByText("Authorized as ada@shop.example", { selector: "span" })).toBeInTheDocument();
  expect(lastRequest(host, "connections.authorize_finish")).toEqual({ id: 11, address });
});

it("says what failed and what to do, and tries again", async () => {
  const { user, host } = open();
  const dialog = await drawer();
  await user.click(await dialog.findByRole("button", { name: "Authorize" }));
  await dialog.findByRole("button", { name: "Cancel" });
  const fault = { code: "auth.refused", message: "Access was denied: no.", next: "Authorize again and agree." };
  becomes(host, { phase: "failed", fault });
  const alert = within(await dialog.findByRole("alert"));
  expect(alert.getByText("Access was denied: no.")).toBeInTheDocument();
  expect(alert.getByText("Authorize again and agree.")).toBeInTheDocument();
  // To compare with what is registered.
  expect(dialog.getByLabelText("Redirect address")).toHaveValue("http://127.0.0.1:47811/callback");
  await user.click(dialog.getByRole("button", { name: "Try again" }));
  expect(await dialog.findByRole("button", { name: "Cancel" })).toBeInTheDocument();
  becomes(host, { phase: "failed", fault });
  await user.click(await dialog.findByRole("button", { name: "Change the settings" }));
  expect(await screen.findByRole("dialog", { name: "Connection Webmecanik" })).toBeInTheDocument();
});

it("asks for consent where the provider is near, and where it could not be reached", async () => {
  const near = { ...OAUTH2, token_url: "http://127.0.0.1:8080/oauth/v2/token" };
  const first = open({ auth: near });
  let dialog = await drawer();
  await first.user.click(await dialog.findByRole("checkbox", { name: /private or loopback address/ }));
  await first.user.click(dialog.getByRole("button", { name: "Authorize" }));
  await waitFor(() =>
    expect(lastRequest(first.host, "connections.authorize")).toEqual({ id: 11, allow_private: true }),
  );
  first.unmount();
  const { user, host } = open();
  dialog = await drawer();
  expect(dialog.queryByRole("checkbox")).not.toBeInTheDocument();
  await user.click(await dialog.findByRole("button", { name: "Authorize" }));
  const fault = { code: "auth.unreachable", message: "the address is private", next: "Consent to it." };
  await dialog.findByRole("button", { name: "Cancel" });
  becomes(host, { phase: "failed", fault });
  await user.click(await dialog.findByRole("checkbox", { name: /private or loopback address/ }));
  await user.click(dialog.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(lastRequest(host, "connections.authorize")).toEqual({ id: 11, allow_private: true }));
  // Once given it holds until the drawer is closed.
  await dialog.findByRole("button", { name: "Cancel" });
  becomes(host, { phase: "failed", fault: { ...fault, code: "auth.refused" } });
  await user.click(await dialog.findByRole("button", { name: "Try again" }));
  await waitFor(() => expect(requestsOf(host)).toHaveLength(3));
  expect(lastRequest(host, "connections.authorize")).toEqual({ id: 11, allow_private: true });
});

const requestsOf = (host: FixtureHost) => host.calls.filter(({ name }) => name === "connections.authorize");

it("shows one that waits already in place of a fault", async () => {
  const { user } = open({}, (host) => {
    // Begun from the command line, and this window has not heard of it.
    host.answers["connections.authorize"] = () => {
      delete host.answers["connections.authorize"];
      void host.call("connections.authorize", { id: 11 });
      throw { code: "auth.busy", message: "an authorization waits already", next: "Cancel it first." };
    };
  });
  const dialog = await drawer();
  await user.click(await dialog.findByRole("button", { name: "Authorize" }));
  expect(await dialog.findByText("Waiting for the browser", { selector: "p" })).toBeInTheDocument();
  expect(dialog.queryByRole("alert")).not.toBeInTheDocument();
});

it("says why it could not begin", async () => {
  const { user } = open({}, (host) => {
    host.answers["connections.authorize"] = () => {
      throw { code: "input.invalid", message: "port 47811 is taken", next: "Free the port, or choose another one." };
    };
  });
  const dialog = await drawer();
  await user.click(await dialog.findByRole("button", { name: "Authorize" }));
  expect(await dialog.findByText("Port 47811 is taken.")).toBeInTheDocument();
});

it("waits and fails honestly while it asks how it stands", async () => {
  let fail = true;
  const { user } = open({}, (host) => {
    host.answers["connections.authorization"] = (request) => {
      if (fail) throw { code: "engine.unreachable", message: "the engine does not answer", next: "Look." };
      delete host.answers["connections.authorization"];
      return host.call("connections.authorization", request);
    };
  });
  const dialog = await drawer();
  expect(await dialog.findByText("The engine does not answer.")).toBeInTheDocument();
  fail = false;
  await user.click(dialog.getByRole("button", { name: "Try again" }));
  expect(await dialog.findByRole("button", { name: "Authorize" })).toBeInTheDocument();
});

it("needs no browser where no person is asked", async () => {
  const { user, host } = openScreen("/connections?authorize=12", "many", ({ world }) => void addOAuth(world));
  const dialog = within(await screen.findByRole("dialog", { name: "Authorize Zithara" }));
  expect(await dialog.findByText(/No browser is needed/)).toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: "Authorize" }));
  expect(await dialog.findByText("Authorized", { selector: "span.mantine-Alert-label" })).toBeInTheDocument();
  expect(host.opened).toEqual([]);
});

describeToken("no token", () => ({ token: NO_TOKEN }), ["Needs authorization"]);
describeToken("a token", () => ({ unauthorized: false, token: goodToken({ subject: "ada" }) }), [
  "Authorized",
  "ada",
  "contacts:read contacts:write",
  "in 43 min",
  "17 min ago",
  "By itself, before it expires.",
]);
describeToken(
  "one without refresh",
  () => ({ unauthorized: false, token: goodToken({ refreshable: false, scope: null }) }),
  ["Not possible: authorize again when it expires.", "The provider did not say."],
);
describeToken(
  "one that allows less than was asked",
  () => ({
    auth: { ...OAUTH2, scopes: ["openid", "offline_access"] },
    unauthorized: false,
    token: goodToken({ scope: "openid" }),
  }),
  ["Asked for, but not given: offline_access.", "prompt=consent"],
);
describeToken("one without end", () => ({ unauthorized: false, token: goodToken({ expires_at: null }) }), [
  "It does not say; used until it is refused.",
]);
describeToken("one being renewed", () => ({ unauthorized: false, token: goodToken({ renewing_since: ago(1) }) }), [
  "Renewing",
]);
describeToken(
  "one whose renewal failed",
  () => ({
    unauthorized: false,
    token: goodToken({
      expires_at: ago(2),
      failed_at: ago(1),
      failure: { message: "the provider refused: invalid_grant", next: "Authorize again." },
    }),
  }),
  ["Expired, renewal failed", /The provider refused: invalid_grant\./, "Authorize again."],
);

function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

function describeToken(
  what: string,
  over: () => Partial<Connection> & { token: TokenInfo },
  said: (string | RegExp)[],
) {
  it(`tells how it stands with ${what}`, async () => {
    openScreen("/connections?open=11", "many", ({ world }) => void addOAuth(world, over()));
    const dialog = within(await screen.findByRole("dialog", { name: "Connection Webmecanik" }));
    const token = within(dialog.getByRole("region", { name: "Token" }));
    for (const text of said) expect(token.getAllByText(text, { exact: false }).length).toBeGreaterThan(0);
  });
}

it("shows what expires when in UTC as well", async () => {
  const token = goodToken({ expires_at: "2031-05-01T10:00:00.000Z" });
  openScreen("/connections?open=11", "many", ({ world }) => void addOAuth(world, { unauthorized: false, token }));
  const dialog = within(await screen.findByRole("dialog", { name: "Connection Webmecanik" }));
  expect(dialog.getByTitle("2031-05-01 10:00:00.000 UTC")).toBeInTheDocument();
});

it("works with what is stored, not with what is being typed", async () => {
  const { user } = openScreen("/connections?open=11", "many", ({ world }) => void addOAuth(world));
  const dialog = within(await screen.findByRole("dialog", { name: "Connection Webmecanik" }));
  const authorize = dialog.getByRole("button", { name: "Authorize" });
  expect(authorize).toBeEnabled();
  await fill(user, dialog.getByLabelText("Client id"), "another");
  expect(authorize).toBeDisabled();
  expect(dialog.getByText(/these work with what is stored/)).toBeInTheDocument();
});

it("asks before it revokes, and says what it means", async () => {
  const { user, host } = open({ unauthorized: false, token: goodToken() }, ({ world }) => {
    world.authorizations.set(11, { ...IDLE, id: 11, phase: "done" });
  });
  const dialog = await drawer();
  expect(await dialog.findByText(/go out by themselves now/)).toBeInTheDocument();
  await user.click(await dialog.findByRole("button", { name: "Revoke and forget" }));
  const asked = within(await screen.findByRole("dialog", { name: "Revoke Webmecanik's token?" }));
  expect(asked.getByText(/No revocation address is set/)).toBeInTheDocument();
  expect(lastRequest(host, "connections.revoke")).toBeUndefined();
  await user.click(asked.getByRole("button", { name: "Revoke and forget" }));
  await waitFor(() => expect(lastRequest(host, "connections.revoke")).toEqual({ id: 11 }));
  expect(await screen.findByText("The token is forgotten here.")).toBeInTheDocument();
  // What succeeded once says nothing of a connection that has lost its token since.
  expect(await dialog.findByRole("button", { name: "Authorize" })).toBeInTheDocument();
  expect(dialog.queryByText(/go out by themselves now/)).not.toBeInTheDocument();
  expect(await screen.findByRole("status", { name: "Authorization" })).toBeInTheDocument();
});
