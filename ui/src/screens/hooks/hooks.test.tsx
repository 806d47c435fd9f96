import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fill, lastRequest, openScreen } from "../../testing/screen";

it("adds a hook: tells what is wrong while typing, shows the lower-cased name and the body, and lists it", async () => {
  const { host, user } = openScreen("/hooks", "empty");
  await user.click((await screen.findAllByRole("button", { name: "New hook" }))[0] as HTMLElement);
  const dialog = within(await screen.findByRole("dialog", { name: "New hook" }));
  const name = dialog.getByLabelText("Event name");
  await fill(user, name, "Sales order");
  expect(await dialog.findByText(/Only letters, digits/)).toBeInTheDocument();
  await fill(user, name, "Sales.Order.Created");
  expect(dialog.getByText("Stored in lower case: sales.order.created")).toBeInTheDocument();
  expect(dialog.getByLabelText("Body preview")).toHaveTextContent('"data":');
  await user.click(dialog.getByRole("radio", { name: "The data itself" }));
  expect(dialog.getByLabelText("Body preview")).not.toHaveTextContent('"data":');
  await user.click(dialog.getByRole("button", { name: "Add hook" }));
  expect(await screen.findByRole("row", { name: "sales.order.created" })).toBeInTheDocument();
  expect(lastRequest(host, "hooks.save")).toMatchObject({ name: "Sales.Order.Created", wrap: "raw" });
});

it("puts the backend's fault at its field, with the advice at the foot", async () => {
  const { user } = openScreen("/hooks?open=new");
  const dialog = within(await screen.findByRole("dialog", { name: "New hook" }));
  await fill(user, dialog.getByLabelText("Event name"), "customer.created");
  await user.click(dialog.getByRole("button", { name: "Add hook" }));
  const alert = await dialog.findByRole("alert");
  expect(alert).toHaveTextContent("hook.exists");
  expect(dialog.getByLabelText("Event name")).toHaveAccessibleDescription(/There is a hook named customer.created/);
});

it("asks before it deletes, and shows why it cannot", async () => {
  const { user, host } = openScreen("/hooks");
  await user.hover(await screen.findByRole("row", { name: "customer.created" }));
  await user.click(await screen.findByRole("button", { name: "Delete hook customer.created" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(lastRequest(host, "hooks.delete")).toBeUndefined();
  await user.click(dialog.getByRole("button", { name: "Delete hook" }));
  expect(await dialog.findByText("hook.in_use")).toBeInTheDocument();
});

it("asks before changes are thrown away", async () => {
  const { user } = openScreen("/hooks?open=new");
  const dialog = within(await screen.findByRole("dialog", { name: "New hook" }));
  await fill(user, dialog.getByLabelText("Event name"), "a");
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  await user.click(await screen.findByRole("button", { name: "Throw away" }));
  expect(screen.queryByRole("dialog", { name: "New hook" })).not.toBeInTheDocument();
});

it("starts a new hook with the name in the address, and takes it out again when closed", async () => {
  const { user, router } = openScreen("/hooks?open=new&name=sales.ordr.created");
  const dialog = within(await screen.findByRole("dialog", { name: "New hook" }));
  expect(dialog.getByLabelText("Event name")).toHaveValue("sales.ordr.created");
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});
