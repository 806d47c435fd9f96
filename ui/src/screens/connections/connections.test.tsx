import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fill, lastRequest, openScreen } from "../../testing/screen";

it("adds a connection with a bearer token, then offers to test it", async () => {
  const { host, user } = openScreen("/connections?open=new", "empty");
  const dialog = within(await screen.findByRole("dialog", { name: "New connection" }));
  await fill(user, dialog.getByLabelText("Name"), "ERP");
  await fill(user, dialog.getByLabelText("Base URL"), "https://erp.example.com/api");
  await user.click(dialog.getByRole("combobox", { name: "How" }));
  await user.click(await screen.findByRole("option", { name: "Bearer token" }));
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  expect(await dialog.findByText("Give the token.")).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("Token"), "s3cret");
  await user.click(dialog.getByRole("button", { name: "Add connection" }));
  expect(await screen.findByRole("dialog", { name: "Test ERP" })).toBeInTheDocument();
  expect(lastRequest(host, "connections.save")).toMatchObject({ auth: { kind: "bearer" }, auth_secret: "s3cret" });
});

it("says that a user name in the URL is taken out of it", async () => {
  const { user } = openScreen("/connections?open=new", "empty");
  const dialog = within(await screen.findByRole("dialog", { name: "New connection" }));
  await fill(user, dialog.getByLabelText("Base URL"), "https://ada:pw@erp.example.com/");
  expect(dialog.getByText(/stored as a sealed credential/)).toBeInTheDocument();
  expect(dialog.queryByRole("combobox", { name: "How" })).not.toBeInTheDocument();
});

it("does not keep the secret of another way to authenticate", async () => {
  const { user } = openScreen("/connections");
  await user.click(await screen.findByRole("row", { name: "ERP" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Connection ERP" }));
  expect(dialog.getByText("Stored, never shown.")).toBeInTheDocument();
  await user.click(dialog.getByRole("combobox", { name: "How" }));
  await user.click(await screen.findByRole("option", { name: "API key in a header" }));
  expect(dialog.getByLabelText("Key")).toHaveValue("");
});

it("tests a connection and shows the whole exchange", async () => {
  const { host, user } = openScreen("/connections?test=1");
  const dialog = within(await screen.findByRole("dialog", { name: "Test ERP" }));
  await fill(user, dialog.getByLabelText(/Path below/), "ping");
  await user.click(dialog.getByRole("button", { name: "Test connection" }));
  const result = within(await dialog.findByRole("status", { name: "Result of the test" }));
  expect(result.getByText("The connection works")).toBeInTheDocument();
  expect(result.getByRole("table", { name: "Request headers" })).toBeInTheDocument();
  expect(lastRequest(host, "connections.test")).toEqual({ id: 1, method: "GET", path: "ping" });
});

it("leads from a refused certificate to what is known of it", async () => {
  const { user } = openScreen("/connections?test=1", "many", (host) => {
    host.answers["connections.test"] = async (request) => {
      delete host.answers["connections.test"];
      const found = await host.call("connections.test", request);
      const attempt = { ...found.attempt, class: "tls" as const, status: null };
      return { ok: false, summary: "No answer: the certificate has ended.", attempt };
    };
  });
  const dialog = within(await screen.findByRole("dialog", { name: "Test ERP" }));
  await user.click(dialog.getByRole("button", { name: "Test connection" }));
  await user.click(await dialog.findByRole("button", { name: "Look at the certificate" }));
  const form = within(await screen.findByRole("dialog", { name: "Connection ERP" }));
  expect(form.getByRole("region", { name: "Certificate" })).toBeInTheDocument();
});

it("asks for the passphrase in the middle of a test, and goes on afterwards", async () => {
  const { user } = openScreen("/connections?test=1", "many", (host) => {
    Object.assign(host.world.key, { state: "locked", open: false });
    const { answers } = host;
    answers["connections.test"] = (request) => {
      if (!host.world.key.open)
        throw { code: "secret.locked", message: "the secrets are locked", next: "Unlock them." };
      delete answers["connections.test"];
      return host.call("connections.test", request);
    };
  });
  const dialog = within(await screen.findByRole("dialog", { name: "Test ERP" }));
  await user.click(dialog.getByRole("button", { name: "Test connection" }));
  const unlock = within(await screen.findByRole("dialog", { name: "Unlock your secrets" }));
  await fill(user, unlock.getByLabelText("Passphrase"), "right");
  await user.click(unlock.getByRole("button", { name: "Unlock" }));
  expect(await screen.findByText("The connection works")).toBeInTheDocument();
});
