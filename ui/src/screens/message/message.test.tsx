import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { fixtureHost } from "../../testing/fixture";
import { addOAuth } from "../../testing/fixture/authorization";
import { story } from "../../testing/fixture/messages";
import { renderAt, requests, world } from "../../testing/render";

// CodeMirror needs a layout that jsdom has not; a text field stands in for it.
vi.mock("../../parts/json/code", () => ({
  CodeText: ({ text, label, onChange }: { text: string; label: string; onChange?: (text: string) => void }) =>
    onChange ? (
      <textarea aria-label={label} value={text} onChange={(event) => onChange(event.currentTarget.value)} />
    ) : (
      <pre>{text}</pre>
    ),
}));

function open(state: string, reason?: string) {
  const host = fixtureHost(world("many", 3000));
  const row = host.world.messages.find(
    (entry) => entry.state === state && (reason === undefined || entry.reason === reason),
  );
  if (!row) throw new Error(`no ${state} message in the fixture`);
  return { ...renderAt(`/messages/${row.id}`, host), row };
}

it("tells the whole story, and shows a receiver's text as text", async () => {
  const { row } = open("rejected", "refused");
  const steps = await screen.findByRole("list", { name: "Story" });
  expect(within(steps).getByRole("link", { name: row.event_name })).toHaveAttribute("href", `/events/${row.event_id}`);
  expect(within(steps).getAllByRole("button", { name: /^Attempt \d+/ })).toHaveLength(row.attempts);
  const response = await screen.findByRole("region", { name: `Response of attempt ${row.attempts}` });
  expect(response).toHaveTextContent("<b>not bold</b>");
  expect(response.querySelector("b")).toBeNull();
});

it("copies an attempt as curl", async () => {
  const { host, user, row } = open("rejected", "refused");
  await user.click(await screen.findByRole("button", { name: "Copy as curl" }));
  await waitFor(() => expect(host.copied[0]).toContain(`webhook-id: ${row.id}`));
});

it("retries by hand", async () => {
  const { host, user, row } = open("rejected");
  await user.click(await screen.findByRole("button", { name: "Retry now" }));
  await waitFor(() => expect(requests(host, "messages.retry")).toEqual([{ ids: [row.id] }]));
  expect(await screen.findByText("Next attempt")).toBeInTheDocument();
});

it("sends an edited body only when it is JSON, and records the edit", async () => {
  const { host, user, row } = open("rejected");
  await user.click(await screen.findByRole("button", { name: "Edit and resend…" }));
  const dialog = await screen.findByRole("dialog");
  const field = await within(dialog).findByRole("textbox", { name: "Body" });
  const send = within(dialog).getByRole("button", { name: "Send edited body" });
  await user.clear(field);
  await user.click(field);
  await user.paste('{"data": {"id": 1,}}');
  expect(within(dialog).getByText("There is a comma too many before the end. Line 1, column 19.")).toBeInTheDocument();
  expect(send).toBeDisabled();
  await user.clear(field);
  await user.paste('{"data": {"id": 1}}');
  await user.click(send);
  await waitFor(() => expect(requests(host, "messages.edit")).toEqual([{ id: row.id, body: '{"data": {"id": 1}}' }]));
  expect(await screen.findByText("Body edited by hand")).toBeInTheDocument();
});

it("sends a body that was not touched exactly as it was", async () => {
  const { host, user, row } = open("rejected");
  const before = story(host.world, row).body.text;
  await user.click(await screen.findByRole("button", { name: "Edit and resend…" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(await within(dialog).findByRole("button", { name: "Send edited body" }));
  await waitFor(() => expect(requests(host, "messages.edit")).toEqual([{ id: row.id, body: before }]));
});

it("keeps the dialog open with the fault when an edit is refused", async () => {
  const { host, user } = open("rejected");
  host.answers["messages.edit"] = () =>
    Promise.reject({ code: "message.busy", message: "An attempt is running.", next: "Wait until it has ended." });
  await user.click(await screen.findByRole("button", { name: "Edit and resend…" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(await within(dialog).findByRole("button", { name: "Send edited body" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("An attempt is running.");
});

it("discards with a reason", async () => {
  const { host, user, row } = open("rejected");
  await user.click(await screen.findByRole("button", { name: "Discard…" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Reason"), "Cancelled");
  await user.click(within(dialog).getByRole("button", { name: "Discard 1 message" }));
  await within(dialog).findByText(/Done\. 1 message discarded/);
  expect(requests(host, "messages.discard")).toEqual([{ selection: { ids: [row.id] }, reason: "Cancelled" }]);
  expect(await screen.findByText("By hand: Cancelled")).toBeInTheDocument();
});

it("gives consent to a private address, once it was asked for", async () => {
  const { host, user, row } = open("held", "consent");
  await user.click(await screen.findByRole("button", { name: "Give consent…" }));
  await user.click(await screen.findByRole("button", { name: "Allow it" }));
  await waitFor(() => expect(requests(host, "subscriptions.consent")).toEqual([{ id: row.subscription_id }]));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Give consent…" })).not.toBeInTheDocument());
});

it("leads from a message that waits for its authorization to the connection", async () => {
  const host = fixtureHost(world("many", 3000));
  addOAuth(host.world);
  const row = host.world.messages.find(({ state, subscription_id: id }) => state === "held" && id === 2);
  if (!row) throw new Error("no held message of that connection in the fixture");
  row.reason = "authorization";
  const { user } = renderAt(`/messages/${row.id}`, host);
  await user.click(await screen.findByRole("link", { name: "Authorize its connection" }));
  expect(await screen.findByRole("dialog", { name: "Authorize Webmecanik" })).toBeInTheDocument();
});

it("shows what a dump holds and saves it", async () => {
  const { host, user, row } = open("rejected");
  await user.click(await screen.findByRole("tab", { name: "Dumps" }));
  const file = `20261120T130000Z-${row.id}-1.json`;
  await user.click(await screen.findByRole("button", { name: `Save ${file}` }));
  await waitFor(() => expect(host.saved).toHaveLength(1));
  expect(host.saved[0]).toMatchObject({ name: file });
});

it("says so when there is no such message", async () => {
  renderAt("/messages/none");
  expect(await screen.findByText("not_found")).toBeInTheDocument();
});
