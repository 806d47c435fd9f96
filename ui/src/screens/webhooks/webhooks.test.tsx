import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fault } from "../../testing/fixture/config";
import { fill, lastRequest, openScreen } from "../../testing/screen";

const missing = () => {
  throw fault("not_found", 'there is no command "webhooks.list"', "The commands are listed in /openapi.json.");
};

it("lists webhooks under Adobe's columns, and filters them", async () => {
  const { user } = openScreen("/webhooks");
  const grid = within(await screen.findByRole("grid", { name: "Webhooks" }));
  await grid.findAllByText("Inactive");
  expect(grid.getAllByRole("columnheader").map((head) => head.textContent?.replace(" ↑", ""))).toEqual([
    "Webhook Method",
    "Type",
    "Batch Name",
    "Hook Name",
    "URL",
    "Soft Timeout",
    "Hard Timeout",
    "Cache TTL",
    "HTTP Method",
    "Is Optional",
    "Is Active",
    "Actions",
  ]);
  await user.click(within(screen.getByRole("search")).getByRole("button", { name: "Is Active" }));
  await user.click(await screen.findByRole("checkbox", { name: "Inactive" }));
  await waitFor(() => expect(grid.queryByText("Active")).not.toBeInTheDocument());
  expect(grid.getAllByText("Inactive").length).toBeGreaterThan(0);
});

it("adds a webhook: settings first, faults at their fields, and lists it", async () => {
  const { user, host, router } = openScreen("/webhooks/new", "empty");
  await user.click(await screen.findByRole("button", { name: "Add webhook" }));
  expect(await screen.findByText("Give the batch's name.")).toBeInTheDocument();
  await fill(user, screen.getByRole("textbox", { name: /Webhook Method/ }), "observer.sales_quote_add_item");
  await fill(user, screen.getByRole("textbox", { name: /Batch Name/ }), "check_stock");
  await fill(user, screen.getByRole("textbox", { name: /Hook Name/ }), "validate_stock");
  await fill(user, screen.getByRole("textbox", { name: /URL/ }), "https://stock.example.com/x");
  await fill(user, screen.getByRole("textbox", { name: "Timeout" }), "2000");
  await user.click(screen.getByRole("button", { name: "Add webhook" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/webhooks/1"));
  expect(lastRequest(host, "webhooks.save")).toMatchObject({
    webhook: {
      method: "observer.sales_quote_add_item",
      moment: "before",
      timeout_ms: 2000,
      required: true,
      active: true,
    },
  });
});

it("shows a fault of saving at its field, and saves once that is mended", async () => {
  const { user } = openScreen("/webhooks/2?part=settings");
  const name = await screen.findByRole("textbox", { name: /Hook Name/ });
  const [batch, method] = [/Batch Name/, /Webhook Method/].map((label) => screen.getByRole("textbox", { name: label }));
  await user.click(screen.getByRole("combobox", { name: /Webhook Type/ }));
  await user.click(await screen.findByRole("option", { name: "before" }));
  await fill(user, method as HTMLElement, "observer.sales_quote_add_item");
  await fill(user, batch as HTMLElement, "check_stock");
  await fill(user, name, "validate_stock");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("webhook.exists");
  expect(name).toHaveAccessibleDescription(/There is a hook validate_stock/);
  await fill(user, name, "validate_stock_too");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("heading", { name: "check_stock / validate_stock_too" })).toBeInTheDocument();
});

it("shows a fault of the content beside its row in the designer", async () => {
  const { user } = openScreen("/webhooks/1", "one", (host) => {
    host.answers["webhooks.save"] = () => {
      throw fault("path.invalid", '"a..b" is not a path', "Write names joined by dots.", "content.fields[1].source");
    };
  });
  await fill(user, await screen.findByLabelText("Field 1 name"), "product.title");
  await user.click(screen.getByRole("button", { name: "Save" }));
  const row = within(await screen.findByRole("group", { name: "Field 2" }));
  expect(await row.findByRole("alert")).toHaveTextContent('"a..b" is not a path');
});

it("asks before it deletes, from a row's actions", async () => {
  const { user, host } = openScreen("/webhooks", "one");
  await user.click(await screen.findByRole("button", { name: "Actions of validate_stock" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(lastRequest(host, "webhooks.delete")).toBeUndefined();
  await user.click(dialog.getByRole("button", { name: "Delete webhook" }));
  expect(await screen.findByText("No webhook yet")).toBeInTheDocument();
  expect(lastRequest(host, "webhooks.delete")).toEqual({ ids: [1] });
});

it("leads from a row to its test and its logs", async () => {
  const { user, router } = openScreen("/webhooks", "one");
  await user.click(await screen.findByRole("button", { name: "Actions of validate_stock" }));
  await user.click(await screen.findByRole("menuitem", { name: "Show Logs" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/webhooks/logs"));
  expect(router.state.location.search).toMatchObject({ batch: "check_stock", hook: "validate_stock" });
});

it("shows what a file would bring, with its warnings, before anything changes", async () => {
  const { user, host } = openScreen("/webhooks", "empty");
  await user.click((await screen.findAllByRole("button", { name: /^Import/ }))[0] as HTMLElement);
  const dialog = within(await screen.findByRole("dialog", { name: "Import webhooks" }));
  const file = new File(
    [
      '<config>\n<method name="observer.a" type="before">\n<hook name="h1" url="https://a.example" active="true"/>\n</method>\n</config>',
    ],
    "webhooks.xml",
  );
  await user.upload(document.querySelector("input[type=file]") as HTMLInputElement, file);
  expect(await dialog.findByText("line 3, column 41")).toBeInTheDocument();
  expect(lastRequest(host, "webhooks.import")).toMatchObject({ apply: false });
  expect(host.world.contents.webhooks).toHaveLength(0);
  await user.click(dialog.getByRole("button", { name: "Import 1 hook" }));
  expect(await screen.findByRole("row", { name: /^h1,/ })).toBeInTheDocument();
});

it("exports what is chosen", async () => {
  const { user, host } = openScreen("/webhooks?q=rates");
  await user.click(await screen.findByRole("checkbox", { name: /^Select rates_of_carrier/ }));
  await user.click(screen.getByRole("button", { name: "Export 1" }));
  await user.click(await screen.findByRole("menuitem", { name: /Adobe Commerce/ }));
  await waitFor(() => expect(host.saved).toHaveLength(1));
  expect(lastRequest(host, "webhooks.export")).toEqual({ ids: [2], format: "xml" });
});

it("has no place among the screens where the engine knows no webhooks, and says so at its address", async () => {
  const { user } = openScreen("/webhooks", "one", (host) => {
    host.answers["webhooks.list"] = missing;
  });
  expect(await screen.findByText(/There is no command "webhooks.list"/)).toBeInTheDocument();
  const nav = within(screen.getByRole("navigation", { name: "Screens" }));
  await waitFor(() => expect(nav.queryByRole("link", { name: /Webhooks/ })).not.toBeInTheDocument());
  await user.click(nav.getByRole("link", { name: /Hooks/ }));
  expect(await screen.findByRole("row", { name: "sales.order.created" })).toBeInTheDocument();
});

it("says what other readers will not make of an export", async () => {
  const { user } = openScreen("/webhooks", "one");
  await screen.findByRole("row", { name: /^validate_stock,/ });
  await user.click(screen.getByRole("button", { name: "Export" }));
  await user.click(await screen.findByRole("menuitem", { name: /Adobe Commerce/ }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText(/groups of rules joined by OR/)).toBeInTheDocument();
});
