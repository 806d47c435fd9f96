import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { ContentPreview } from "../../bindings";
import { requests } from "../../testing/render";
import { fill, lastRequest, openScreen } from "../../testing/screen";

const PREVIEW: ContentPreview = {
  fires: true,
  rules: [],
  body: "{}",
  content_type: "application/json",
  headers: [],
  notes: [],
  faults: [],
};

const openDesigner = (before?: Parameters<typeof openScreen>[2]) =>
  openScreen("/webhooks/new?part=content&method=observer.sales_quote_add_item&moment=before", "one", before);
const sent = () => within(screen.getByRole("region", { name: "What is sent" }));
const mapping = () => within(screen.getByRole("region", { name: "Mapping" }));
/** The body as the viewer holds it. */
const body = () => sent().getByRole("textbox", { name: "Body" }).textContent ?? "";

it("adds a field for a value that is clicked, and shows at once what will be sent", async () => {
  const { user } = openDesigner();
  await user.click(await screen.findByRole("treeitem", { name: "data.quote_item.sku" }));
  expect(mapping().getByLabelText("Field 1 name")).toHaveValue("quote_item.sku");
  expect(mapping().getByLabelText("Field 1 name")).toHaveFocus();
  await fill(user, mapping().getByLabelText("Field 1 name"), "product.sku");
  await waitFor(() => expect(body()).toContain('"product": {'));
  expect(body()).toContain('"sku": "TEE-BLUE-M"');
  // Clicked again it is shown, not sent twice.
  await user.click(screen.getByRole("treeitem", { name: "data.quote_item.sku" }));
  expect(mapping().queryByLabelText("Field 2 name")).not.toBeInTheDocument();
});

it("adds fields with the keyboard, with [] on both sides for a list", async () => {
  const { user } = openDesigner();
  const tree = await screen.findByRole("tree", { name: "Payload" });
  await fill(user, screen.getByLabelText("Find in the payload"), "attribute_code");
  await waitFor(() => expect(within(tree).getAllByRole("treeitem")).toHaveLength(1));
  tree.focus();
  await user.keyboard("{End}{Enter}");
  expect(mapping().getByLabelText("Field 1 name")).toHaveValue("quote_item.custom_attributes[].attribute_code");
  await waitFor(() => expect(body()).toContain('"attribute_code": "engraving"'));
});

it("takes a path that is dropped: as a new field, or as the source of one", async () => {
  openDesigner();
  const item = await screen.findByRole("treeitem", { name: "data.quote_item.qty" });
  const held = new Map<string, string>();
  const dataTransfer = {
    setData: (type: string, text: string) => held.set(type, text),
    getData: (type: string) => held.get(type) ?? "",
    get types() {
      return [...held.keys()];
    },
  };
  fireEvent.dragStart(item, { dataTransfer });
  fireEvent.drop(mapping().getByText(/No fields/), { dataTransfer });
  expect(await mapping().findByLabelText("Field 1 source")).toHaveValue("data.quote_item.qty");
  held.clear();
  fireEvent.dragStart(screen.getByRole("treeitem", { name: "data.quote_item.name" }), { dataTransfer });
  fireEvent.drop(mapping().getByLabelText("Field 1 source"), { dataTransfer });
  expect(mapping().getByLabelText("Field 1 source")).toHaveValue("data.quote_item.name");
  expect(mapping().queryByLabelText("Field 2 source")).not.toBeInTheDocument();
});

it("completes contexts and their methods while a source is typed", async () => {
  const { user } = openDesigner();
  await user.click(await screen.findByRole("button", { name: "Add field" }));
  const source = mapping().getByLabelText("Field 1 source");
  await user.click(source);
  await user.keyboard("context_cus");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(source).toHaveValue("context_customer_session.");
  await user.keyboard("em");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(source).toHaveValue("context_customer_session.get_customer.get_email");
});

it("shows rules true or false on the payload, and why; groups are Hookdesk's own", async () => {
  const { user } = openDesigner();
  await user.click(await screen.findByRole("tab", { name: /Rules/ }));
  await user.click(mapping().getByRole("button", { name: "Add rule" }));
  await fill(user, mapping().getByLabelText("Rule 1 field"), "data.quote_item.qty");
  await fill(user, mapping().getByLabelText("Rule 1 value"), "7");
  expect(await mapping().findByRole("img", { name: "Does not hold" })).toBeInTheDocument();
  expect(mapping().getByText(/^data\.quote_item\.qty is 3/)).toBeInTheDocument();
  expect(sent().getByText(/^Does not fire for this payload/)).toBeInTheDocument();
  await user.click(mapping().getByRole("button", { name: "Or: add a group" }));
  await fill(user, mapping().getByLabelText("Rule 2 field"), "data.quote_item.sku");
  await fill(user, mapping().getByLabelText("Rule 2 value"), "TEE-BLUE-M");
  expect(await mapping().findByRole("img", { name: "Holds" })).toBeInTheDocument();
  expect(sent().getByText("Fires for this payload")).toBeInTheDocument();
  expect(mapping().getAllByText("Hookdesk's own").length).toBeGreaterThan(0);
});

it("puts a fault beside the field it is about, and leads there", async () => {
  const { user } = openDesigner();
  await user.click(await screen.findByRole("treeitem", { name: "data.quote_item.sku" }));
  await user.click(mapping().getByRole("button", { name: "Add field" }));
  await fill(user, mapping().getByLabelText("Field 2 name"), "quote_item.sku.code");
  const row = within(mapping().getByRole("group", { name: "Field 2" }));
  expect(await row.findByRole("alert")).toHaveTextContent('lies inside of "quote_item.sku"');
  await user.click(await mapping().findByRole("tab", { name: /Rules/ }));
  await user.click(sent().getByRole("button", { name: "fields[1].name" }));
  expect(mapping().getByLabelText("Field 2 name")).toHaveFocus();
});

it("previews headers without their secrets", async () => {
  openScreen("/webhooks/1", "one");
  const headers = within(await screen.findByRole("table", { name: "Headers" }));
  expect(headers.getByText("X-Api-Key")).toBeInTheDocument();
  expect(headers.queryByText(/stock_key/)).not.toBeInTheDocument();
});

it("drops answers to what is no longer typed", async () => {
  const answers: Array<(answer: ContentPreview) => void> = [];
  const { user, host } = openDesigner((host) => {
    host.answers["content.preview"] = () => new Promise<ContentPreview>((resolve) => void answers.push(resolve));
  });
  await waitFor(() => expect(answers).toHaveLength(1));
  await user.click(await screen.findByRole("treeitem", { name: "data.quote_item.sku" }));
  answers[0]?.({ ...PREVIEW, body: '{"old":true}' });
  await waitFor(() => expect(answers).toHaveLength(2));
  expect(screen.queryByRole("textbox", { name: "Body" })).not.toBeInTheDocument();
  answers[1]?.({ ...PREVIEW, body: '{"new":true}' });
  await waitFor(() => expect(body()).toContain('"new": true'));
  expect(requests(host, "content.preview")).toHaveLength(2);
});

it("shows a queued hook live as well, and saves its content", async () => {
  const { user, host } = openScreen("/hooks/1/content", "one");
  await user.click(await screen.findByRole("treeitem", { name: "increment_id" }));
  await waitFor(() => expect(body()).toContain('"increment_id": "000000042"'));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(lastRequest(host, "hooks.save")).toMatchObject({ id: 1, content: { fields: [{ name: "increment_id" }] } }),
  );
  await waitFor(() => expect(screen.getByRole("button", { name: "Save" })).toBeDisabled());
});

it("asks before a changed content is left", async () => {
  const { user, router } = openScreen("/hooks/1/content", "one");
  await user.click(await screen.findByRole("treeitem", { name: "increment_id" }));
  await user.click(screen.getByRole("link", { name: /Settings/ }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(router.state.location.pathname).toBe("/hooks/1/content");
  await user.click(dialog.getByRole("button", { name: "Throw away" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/settings"));
});

it("keeps the chosen payload while its text is looked at, and makes it one's own only once it is typed in", async () => {
  const { user } = openScreen("/hooks/1/content", "one");
  await user.click(await screen.findByRole("radio", { name: "Text" }));
  const text = await screen.findByRole("textbox", { name: "Payload" });
  const payload = screen.getByRole("combobox", { name: "Payload" });
  expect(payload).toHaveValue("Documented sample");
  await user.click(payload);
  await user.click(await screen.findByRole("option", { name: "Learned from real events" }));
  expect(payload).toHaveValue("Learned from real events");
  await user.click(text);
  await user.keyboard(" ");
  await waitFor(() => expect(payload).toHaveValue("My own payload"));
});

it("tries a queued hook's content on this machine as it stands, saved or not", async () => {
  const { user, host } = openScreen("/hooks/1/content", "one");
  await user.click(await screen.findByRole("button", { name: "Test" }));
  const dialog = within(await screen.findByRole("dialog", { name: /^Try the content of/ }));
  await user.click(dialog.getByRole("button", { name: "Send to this machine" }));
  expect(await dialog.findByText("It arrived as below")).toBeInTheDocument();
  expect(dialog.getByText("The receiver of this machine answered 200.")).toBeInTheDocument();
  expect(dialog.getByText("POST http://127.0.0.1:40123/hook")).toBeInTheDocument();
  expect(lastRequest(host, "hooks.test")).toMatchObject({ method: "POST", status: 200 });
  await user.click(dialog.getByRole("button", { name: "Send a real event…" }));
  expect(await screen.findByRole("dialog", { name: "Send test event" })).toBeInTheDocument();
});
