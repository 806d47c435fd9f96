import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fill, lastRequest, openScreen } from "../../testing/screen";
import { logSearch, toLogRequest } from "./search";

it("runs every hook of a method and type, and shows what came of it", async () => {
  const { user, host } = openScreen("/webhooks/test?method=observer.sales_quote_add_item&moment=before", "one");
  await user.click(await screen.findByRole("button", { name: "Run Webhook" }));
  expect(await screen.findByText("The webhook ran")).toBeInTheDocument();
  expect(lastRequest(host, "webhooks.test")).toMatchObject({
    method: "observer.sales_quote_add_item",
    moment: "before",
  });
  await waitFor(() =>
    expect(screen.getByRole("textbox", { name: "Resolved payload" })).toHaveTextContent('"checked": true'),
  );
  expect(screen.getByText("answered 200")).toBeInTheDocument();
});

it("lets a receiver on this machine answer in place of the endpoints", async () => {
  const { user, host } = openScreen("/webhooks/test?method=observer.sales_quote_add_item&moment=before", "one");
  await user.click(await screen.findByText("Answer on this machine"));
  expect(await screen.findByRole("textbox", { name: "Answer of every hook" })).toHaveTextContent('{"op":"success"}');
  expect(screen.getByText(/nothing leaves it/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Run Webhook" }));
  expect(await screen.findByText("The webhook ran")).toBeInTheDocument();
  expect(lastRequest(host, "webhooks.test")).toMatchObject({ answer: '{"op":"success"}' });
});

it("shows an exception as text, whatever it holds", async () => {
  const { user } = openScreen("/webhooks/test?method=observer.sales_quote_add_item&moment=before", "one", (host) => {
    host.answers["catalogue.get"] = () => ({
      name: "observer.sales_quote_add_item",
      kind: "observer",
      moments: ["before", "after"],
      about: "",
      documented: true,
      source: "",
      learned_shape: null,
      shape: "{}",
      sample: '{"data":{"quote_item":{"qty":2,"product_type":"simple","sku":"fail"}}}',
      learned: null,
      recent: [],
    });
  });
  await user.click(await screen.findByRole("button", { name: "Run Webhook" }));
  expect(await screen.findByText("The process is stopped by an exception")).toBeInTheDocument();
  expect(screen.getByText("Out of <b>stock</b>")).toBeInTheDocument();
});

it("will not run without a method or on what is no JSON", async () => {
  openScreen("/webhooks/test", "empty");
  expect(await screen.findByRole("button", { name: "Run Webhook" })).toBeDisabled();
});

it("filters log lines, and shows a whole request", async () => {
  const { user, router } = openScreen("/webhooks/logs");
  await screen.findByRole("row", { name: /4000$/ });
  await fill(user, screen.getByLabelText("Hook"), "rates_of_carrier");
  await waitFor(() => expect(router.state.location.search).toEqual({ hook: "rates_of_carrier" }));
  const rows = await screen.findAllByRole("row", { name: /rates_of_carrier/ });
  await user.click(rows[0] as HTMLElement);
  const drawer = within(await screen.findByRole("dialog", { name: /Log record/ }));
  await user.click(drawer.getByRole("button", { name: "All lines of this request" }));
  await waitFor(() => expect(router.state.location.search).toHaveProperty("request_id"));
});

it("says so where nothing is logged", async () => {
  openScreen("/webhooks/logs", "empty");
  expect(await screen.findByText("Nothing is logged yet.")).toBeInTheDocument();
});

it("copies the public key, and regenerates it with an overlap", async () => {
  const { user, host } = openScreen("/webhooks/signature", "one");
  await user.click(await screen.findByRole("button", { name: "Copy public key" }));
  expect(host.copied[0]).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  await user.click(screen.getByRole("button", { name: "Regenerate key pair…" }));
  const dialog = within(await screen.findByRole("dialog"));
  await fill(user, dialog.getByLabelText("Hours the old key stays"), "48");
  await user.click(dialog.getByRole("button", { name: "Regenerate" }));
  expect(await screen.findByRole("region", { name: "Previous public key" })).toBeInTheDocument();
  expect(lastRequest(host, "signature.regenerate")).toEqual({ overlap_hours: 48 });
});

it("searches the catalogue, and shows a method's shape and sample", async () => {
  const { user } = openScreen("/webhooks/methods");
  await fill(user, await screen.findByLabelText("Search methods"), "shipment");
  await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
  await user.click(screen.getAllByRole("row")[1] as HTMLElement);
  const drawer = within(await screen.findByRole("dialog"));
  await waitFor(() =>
    expect(drawer.getByRole("textbox", { name: "Default payload, by type" })).toHaveTextContent('"cartId": "string"'),
  );
  await user.click(drawer.getByRole("radio", { name: "Sample" }));
  await waitFor(() => expect(drawer.getByRole("textbox", { name: "Sample" })).toHaveTextContent('"cartId": "21"'));
});

it("asks for nothing that an address happens to hold besides its filters", () => {
  const search = { ...logSearch.parse({ level: "error", hook: 7, from: "yesterday" }), data: "many" };
  expect(toLogRequest(search)).toEqual({ level: "error", hook: "7" });
});

it("stores a secret under a name, and never shows it again", async () => {
  const { user, host } = openScreen("/webhooks/secrets", "empty");
  await user.click((await screen.findAllByRole("button", { name: "New secret" }))[0] as HTMLElement);
  const dialog = within(await screen.findByRole("dialog"));
  await fill(user, dialog.getByLabelText("Name"), "erp key");
  expect(dialog.getByText(/Only letters, digits/)).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("Name"), "erp_key");
  await fill(user, dialog.getByLabelText("Value"), "hunter2");
  await user.click(dialog.getByRole("button", { name: "Add secret" }));
  expect(await screen.findByText("{secret:erp_key}")).toBeInTheDocument();
  expect(lastRequest(host, "secrets.save")).toEqual({ name: "erp_key", value: "hunter2" });
  expect(document.body.textContent).not.toContain("hunter2");
  expect(screen.queryByDisplayValue("hunter2")).toBeNull();
});
