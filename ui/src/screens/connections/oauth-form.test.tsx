import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { addOAuth } from "../../testing/fixture/authorization";
import { fill, lastRequest, openScreen } from "../../testing/screen";

type User = ReturnType<typeof openScreen>["user"];

async function newConnection(before?: Parameters<typeof openScreen>[2]) {
  const opened = openScreen("/connections?open=new", "empty", before);
  const dialog = within(await screen.findByRole("dialog", { name: "New connection" }));
  return { ...opened, dialog };
}

async function choose(user: User, dialog: ReturnType<typeof within>, how: string) {
  await user.click(dialog.getByRole("combobox", { name: "How" }));
  await user.click(await screen.findByRole("option", { name: how }));
}

it("starts from a known system and leads to what is missing", async () => {
  const { dialog, host, user } = await newConnection();
  await fill(user, dialog.getByLabelText("Name"), "CRM");
  await user.click(await dialog.findByRole("combobox", { name: "Known system" }));
  await user.click(await screen.findByRole("option", { name: /Webmecanik/ }));
  const about = within(dialog.getByRole("status", { name: "About this system" }));
  expect(about.getByText(/Register http:\/\/127.0.0.1:47811\/callback/)).toBeInTheDocument();
  await user.click(about.getByRole("button", { name: "Client id" }));
  expect(dialog.getByLabelText("Client id")).toHaveFocus();
  await user.paste("1_4kx0s7");
  await fill(user, dialog.getByLabelText("Base URL"), "https://mautic.example.org/");
  // What is filled in is behind a line that says where it leads.
  expect(dialog.queryByLabelText("Token address")).not.toBeInTheDocument();
  expect(dialog.getByText("https://mautic.example.org/oauth/v2/token")).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("Client secret"), "s3cret");
  expect(about.getByText("All it needs is filled in.")).toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  // What comes next is the authorization, which waits for a click.
  const next = within(await screen.findByRole("dialog", { name: "Authorize CRM" }));
  expect(await next.findByRole("button", { name: "Authorize" })).toBeInTheDocument();
  expect(host.opened).toEqual([]);
  expect(lastRequest(host, "connections.save")).toMatchObject({
    auth: {
      kind: "oauth2",
      grant: "authorization_code",
      authorize_url: "https://mautic.example.org/oauth/v2/authorize",
      token_url: "https://mautic.example.org/oauth/v2/token",
      client_id: "1_4kx0s7",
      redirect_port: 47811,
    },
    auth_secret: "s3cret",
  });
});

it("asks for nothing that a known system has answered", async () => {
  const { dialog, user } = await newConnection();
  const choose = async (name: RegExp) => {
    await user.click(await dialog.findByRole("combobox", { name: "Known system" }));
    await user.click(await screen.findByRole("option", { name }));
  };
  const folds = () =>
    dialog
      .getAllByRole("button", { expanded: false })
      .map((button) => button.querySelector("span")?.textContent)
      .filter((title) => title !== undefined);
  for (const name of [/^Webmecanik/, /^Zithara/, /^Magento integration$/]) {
    await choose(name);
    expect(folds()).toEqual(expect.arrayContaining(["Signature", "Headers"]));
    expect(dialog.queryByLabelText("Token address")).not.toBeInTheDocument();
    expect(dialog.queryByLabelText("The token stands at")).not.toBeInTheDocument();
  }
  // Saved too early, only what is missing is pointed at.
  await choose(/Webmecanik/);
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  expect(await dialog.findByText("Give a URL.")).toBeInTheDocument();
  expect(dialog.queryByLabelText("Token address")).not.toBeInTheDocument();
});

it("says that a token for later may have to be asked for anew", async () => {
  const { dialog, user } = await newConnection();
  await choose(user, dialog, "OAuth 2: a person authorizes in the browser");
  await fill(user, dialog.getByLabelText("Scopes"), "openid offline_access");
  await user.click(dialog.getByRole("button", { name: "Add prompt=consent" }));
  expect(dialog.queryByRole("button", { name: "Add prompt=consent" })).not.toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: /^More/ }));
  expect(dialog.getByLabelText("Page parameter 1 name")).toHaveValue("prompt");
  expect(dialog.getByLabelText("Page parameter 1 value")).toHaveValue("consent");
});

it("works without presets", async () => {
  const { dialog } = await newConnection((host) => {
    host.answers["connections.presets"] = () => {
      throw { code: "not_found", message: "no such command", next: "Update Hookdesk." };
    };
  });
  expect(dialog.getByRole("combobox", { name: "How" })).toBeInTheDocument();
  expect(dialog.queryByRole("combobox", { name: "Known system" })).not.toBeInTheDocument();
});

it("looks a provider's addresses up, and offers its scopes", async () => {
  const { dialog, host, user } = await newConnection();
  await choose(user, dialog, "OAuth 2: a person authorizes in the browser");
  const look = () => dialog.getByRole("button", { name: "Look up" });
  expect(look()).toBeDisabled();
  await fill(user, dialog.getByLabelText("Provider (issuer)"), "https://id.example.com");
  await user.click(look());
  expect(await dialog.findByText("The provider publishes no addresses.")).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("Provider (issuer)"), "https://login.example.com");
  await user.keyboard("{Enter}");
  const found = within(await dialog.findByRole("status", { name: "Looked up" }));
  expect(
    found.getByText(/^Filled in: authorization page, token address, revocation address\. The provider wants/),
  ).toBeInTheDocument();
  expect(dialog.getByLabelText("Token address")).toHaveValue("https://login.example.com/token");
  // What is still missing is not said of what was chosen.
  expect(dialog.getByRole("combobox", { name: "How" })).not.toHaveAttribute("aria-invalid", "true");
  await user.click(found.getByRole("button", { name: "contacts:read" }));
  await user.click(found.getByRole("button", { name: "openid" }));
  await user.click(found.getByRole("button", { name: "contacts:read" }));
  expect(dialog.getByLabelText("Scopes")).toHaveValue("openid");
  expect(lastRequest(host, "connections.save")).toBeUndefined();
});

it("asks with what a stored connection trusts", async () => {
  const { host, user } = openScreen("/connections?open=11", "many", ({ world }) => void addOAuth(world));
  const dialog = within(await screen.findByRole("dialog", { name: "Connection Webmecanik" }));
  await user.click(dialog.getByRole("button", { name: /^Addresses of the provider/ }));
  await fill(user, dialog.getByLabelText("Provider (issuer)"), "https://login.example.com");
  await user.click(dialog.getByRole("button", { name: "Look up" }));
  await dialog.findByRole("status", { name: "Looked up" });
  expect(lastRequest(host, "connections.discover")).toMatchObject({ connection: 11 });
});

it("shows the redirect address, and why its port may have to be fixed", async () => {
  const { dialog, host, user } = await newConnection();
  await choose(user, dialog, "OAuth 2: a person authorizes in the browser");
  expect(dialog.getByLabelText("Redirect address")).toHaveValue("http://127.0.0.1/callback");
  await user.click(dialog.getByRole("button", { name: "Fix it: 47811" }));
  await user.click(dialog.getByRole("button", { name: "Copy redirect address" }));
  expect(host.copied).toEqual(["http://127.0.0.1:47811/callback"]);
});

it("opens the fold where something inside is wrong", async () => {
  const { dialog, user } = await newConnection();
  await choose(user, dialog, "OAuth 2: client credentials");
  const more = dialog.getByRole("button", { name: /^More/ });
  expect(more).toHaveAttribute("aria-expanded", "false");
  await user.click(more);
  await user.click(dialog.getByRole("button", { name: "Add parameter" }));
  await fill(user, dialog.getByLabelText("Parameter 1 name"), "scope");
  await user.click(more);
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  expect(await dialog.findByText("Hookdesk sets this one itself.")).toBeInTheDocument();
});

it("puts the engine's fault at its field, in the fold as well", async () => {
  const { dialog, user } = await newConnection((host) => {
    host.answers["connections.save"] = () => {
      throw { code: "input.invalid", message: "that is no place", next: "Correct it.", field: "auth.answer.token" };
    };
  });
  await fill(user, dialog.getByLabelText("Name"), "CRM");
  await fill(user, dialog.getByLabelText("Base URL"), "https://crm.example.com");
  await choose(user, dialog, "OAuth 2: client credentials");
  await fill(user, dialog.getByLabelText("Token address"), "https://crm.example.com/token");
  await fill(user, dialog.getByLabelText("Client id"), "shop");
  await fill(user, dialog.getByLabelText("Client secret"), "s3cret");
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  expect(await dialog.findByLabelText("The token stands at")).toHaveAccessibleDescription(/That is no place\./);
});

it("asks for the four values of a Magento integration", async () => {
  const { dialog, host, user } = await newConnection();
  await fill(user, dialog.getByLabelText("Name"), "Shop");
  await fill(user, dialog.getByLabelText("Base URL"), "https://shop.example.com/rest");
  await choose(user, dialog, "OAuth 1.0a (Magento integration)");
  await user.click(dialog.getByRole("button", { name: "Why not the access token as a Bearer token?" }));
  expect(dialog.getByText(/Allow OAuth Access Tokens to be used as standalone Bearer tokens/)).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("Consumer key"), "ck");
  await fill(user, dialog.getByLabelText("Access token"), "at");
  await fill(user, dialog.getByLabelText("Consumer secret"), "cs");
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  expect(await dialog.findByText("Give the access token secret.")).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("Access token secret"), "ts");
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  await screen.findByRole("dialog", { name: "Test Shop" });
  const saved = lastRequest(host, "connections.save") as { auth_secret: string };
  expect(saved).toMatchObject({ auth: { kind: "oauth1", consumer_key: "ck", token: "at" } });
  expect(JSON.parse(saved.auth_secret)).toEqual({ consumer_secret: "cs", token_secret: "ts" });
});
