import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Connection } from "../../bindings";
import type { FixtureHost } from "../../testing/fixture";
import { certificateOf, ENDS_SOON, EXPIRED, pinOf, REFUSED, viewOf } from "../../testing/fixture/certificates";
import { AUTHORITY, KEY } from "../../testing/fixture/pem";
import { fill, lastRequest, openScreen } from "../../testing/screen";

const CLIENT = "Private key of the client certificate";
const TRUSTED = "Extra CA";

async function open(over: Partial<Connection> = {}, before: (host: FixtureHost) => void = () => {}) {
  const opened = openScreen("/connections?open=1", "many", (host) => {
    Object.assign(host.world.connections.find(({ id }) => id === 1) ?? {}, over);
    before(host);
  });
  const dialog = within(await screen.findByRole("dialog", { name: "Connection ERP" }));
  const unfold = () => opened.user.click(dialog.getByRole("button", { name: /^TLS/ }));
  const save = () => opened.user.click(dialog.getByRole("button", { name: "Save connection" }));
  const section = within(dialog.getByRole("region", { name: "Certificate" }));
  return { ...opened, dialog, section, unfold, save };
}

const settings = (over: Partial<Connection["tls"]> = {}) => ({
  extra_ca: "",
  pins: [],
  client_certificate: "",
  ...over,
});

it("shows what was read of an authority's certificate, and sends it alone", async () => {
  const { dialog, host, save, unfold, user } = await open();
  await unfold();
  await fill(user, dialog.getByLabelText(TRUSTED), AUTHORITY);
  const read = within(dialog.getByRole("list", { name: "Certificates in it" }));
  expect(read.getByText("Schmidt Haus-CA")).toBeInTheDocument();
  await save();
  await waitFor(() => expect(lastRequest(host, "connections.save")).toBeDefined());
  expect(lastRequest(host, "connections.save")).toEqual({ id: 1, tls: settings({ extra_ca: AUTHORITY.trim() }) });
});

it("takes a file, and a key beside the certificate into its own field", async () => {
  const { container, dialog, host, save, unfold, user } = await open();
  await unfold();
  const inputs = document.querySelectorAll<HTMLInputElement>('input[type="file"]');
  await user.upload(inputs[1] as HTMLInputElement, new File([KEY + AUTHORITY], "own.pem"));
  await waitFor(() => expect(dialog.getByLabelText("Client certificate")).toHaveValue(AUTHORITY.trim()));
  expect(dialog.getByLabelText(CLIENT)).toHaveValue(KEY.trim());
  await save();
  await waitFor(() => expect(lastRequest(host, "connections.save")).toBeDefined());
  expect(lastRequest(host, "connections.save")).toEqual({
    id: 1,
    tls: settings({ client_certificate: AUTHORITY.trim() }),
    client_key: KEY.trim(),
  });
  expect(container.ownerDocument.body.textContent).not.toContain("BEGIN PRIVATE KEY");
});

it("never shows a stored key; it can be replaced, kept and removed", async () => {
  const { dialog, host, save, unfold, user } = await open({
    has_client_key: true,
    tls: settings({ client_certificate: AUTHORITY }),
  });
  await unfold();
  const key = within(dialog.getByRole("group", { name: CLIENT }));
  expect(key.getByText("Stored, never shown.")).toBeInTheDocument();
  await user.click(key.getByRole("button", { name: "Replace" }));
  expect(dialog.getByLabelText(CLIENT)).toHaveValue("");
  await user.click(dialog.getByRole("button", { name: "Keep the stored one" }));
  await user.click(within(dialog.getByRole("group", { name: CLIENT })).getByRole("button", { name: "Remove" }));
  await save();
  // A certificate without its key would be of no use.
  expect(await dialog.findByText("Give the private key of this certificate.")).toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: "Clear: Client certificate" }));
  await save();
  await waitFor(() => expect(lastRequest(host, "connections.save")).toBeDefined());
  expect(lastRequest(host, "connections.save")).toEqual({ id: 1, tls: settings(), client_key: "" });
});

it("pins the key seen now, and warns of one pin alone", async () => {
  const { dialog, host, save, unfold, user } = await open({ certificate: viewOf() });
  await unfold();
  const pins = within(dialog.getByRole("group", { name: "Pinned keys" }));
  await user.click(pins.getByRole("button", { name: "Use the key seen now" }));
  expect(pins.getByLabelText("Pin 1")).toHaveValue(pinOf(1));
  expect(pins.getByText("The key seen now.")).toBeInTheDocument();
  expect(pins.getByText(/With one pin alone/)).toBeInTheDocument();
  expect(pins.getByRole("button", { name: "Use the key seen now" })).toBeDisabled();
  await user.click(pins.getByRole("button", { name: "Add pin" }));
  expect(pins.queryByText(/With one pin alone/)).not.toBeInTheDocument();
  await fill(user, pins.getByLabelText("Pin 2"), "sha256/short");
  await save();
  expect(await pins.findByText(/44 characters of base64/)).toBeInTheDocument();
  await fill(user, pins.getByLabelText("Pin 2"), pinOf(7));
  await save();
  await waitFor(() => expect(lastRequest(host, "connections.save")).toBeDefined());
  expect(lastRequest(host, "connections.save")).toEqual({ id: 1, tls: settings({ pins: [pinOf(1), pinOf(7)] }) });
});

it("says that pins shut the server out that is seen now", async () => {
  const { dialog, unfold } = await open({
    certificate: viewOf({ pinned: false }),
    tls: settings({ pins: [pinOf(8), pinOf(9)] }),
  });
  await unfold();
  expect(dialog.getByText(/The key seen now is none of them/)).toBeInTheDocument();
});

it("puts the engine's fault at the field it names, in the fold as well", async () => {
  const { dialog, save, unfold, user } = await open({}, (host) => {
    host.answers["connections.save"] = () => {
      throw { code: "input.invalid", message: "there is no such key", next: "Correct it.", field: "tls.pins[0]" };
    };
  });
  await unfold();
  await user.click(dialog.getByRole("button", { name: "Add pin" }));
  await fill(user, dialog.getByLabelText("Pin 1"), pinOf(1));
  await unfold();
  expect(dialog.queryByLabelText("Pin 1")).not.toBeInTheDocument();
  await save();
  expect(await dialog.findByLabelText("Pin 1")).toHaveAccessibleDescription(/There is no such key\./);
});

it("has nothing to set where nothing is encrypted, and says so", async () => {
  const { dialog, section, user } = await open({ base_url: "http://erp.example.com/" });
  expect(section.getByText(/^Not encrypted/)).toBeInTheDocument();
  expect(section.queryByRole("button")).not.toBeInTheDocument();
  expect(dialog.queryByRole("button", { name: /^TLS/ })).not.toBeInTheDocument();
  // A host alone means https.
  await fill(user, dialog.getByLabelText("Base URL"), "erp.example.com/api");
  expect(dialog.getByRole("button", { name: /^TLS/ })).toBeInTheDocument();
});

it("says that none was seen yet, and looks", async () => {
  const { host, section, user } = await open();
  expect(section.getByText(/^Not seen yet/)).toBeInTheDocument();
  await user.click(section.getByRole("button", { name: "Look now" }));
  expect(await section.findByText("Good")).toBeInTheDocument();
  expect(lastRequest(host, "connections.certificate")).toEqual({ id: 1 });
  expect(section.getByText("79 days left")).toBeInTheDocument();
  expect(section.getByText("R11")).toBeInTheDocument();
  await user.click(section.getByRole("button", { name: "Copy pin" }));
  await user.click(section.getByRole("button", { name: "Copy fingerprint" }));
  const { pin, fingerprint } = certificateOf(1);
  expect(host.copied).toEqual([pin, fingerprint]);
  await user.click(section.getByRole("button", { name: /^Chain/ }));
  expect(within(section.getByRole("list", { name: "Chain" })).getByText("ISRG Root X1")).toBeInTheDocument();
});

it("shows when it ends in UTC as well", async () => {
  const chain = [certificateOf(1, { not_after: "2031-05-01T10:00:00.000Z" })];
  const { section } = await open({ certificate: viewOf({ chain }) });
  expect(section.getByTitle("2031-05-01 10:00:00.000 UTC")).toBeInTheDocument();
});

it.each([
  ["ends soon", ENDS_SOON, "Ends soon", /Whoever runs the server has to renew it/],
  ["has expired", EXPIRED, "Expired", /whoever runs the server must renew it\./],
  ["is refused", REFUSED, "Refused", /The server signed its certificate itself; add it under TLS/],
])("says what to do where it %s, on the form and in the list", async (_, view, word, todo) => {
  const { section } = await open({ certificate: view() });
  expect(section.getByText(word)).toBeInTheDocument();
  expect(within(section.getByRole("group", { name: "What to do" })).getByText(todo)).toBeInTheDocument();
  expect(within(screen.getByRole("row", { name: "ERP" })).getByText(word)).toBeInTheDocument();
});

it("tells the client's own certificate from the server's", async () => {
  const client = certificateOf(5, { subject: "CN=shop", not_after: certificateOf(1).not_before });
  const { section } = await open({ certificate: { ...ENDS_SOON(), client } });
  expect(section.getByText(/Your own client certificate ends/)).toBeInTheDocument();
});

it("asks for consent where the server is near, and says why it was not seen", async () => {
  const { host, section, user } = await open({ base_url: "https://127.0.0.1:8443/" }, ({ answers }) => {
    answers["connections.certificate"] = () => {
      delete answers["connections.certificate"];
      throw { code: "recipient.unreachable", message: "the address needs consent", next: "Consent to it." };
    };
  });
  await user.click(section.getByRole("button", { name: "Look now" }));
  expect(await section.findByText("The address needs consent.")).toBeInTheDocument();
  await user.click(section.getByRole("checkbox", { name: /private or loopback/ }));
  await user.click(section.getByRole("button", { name: "Look now" }));
  expect(await section.findByText("127.0.0.1:8443")).toBeInTheDocument();
  expect(lastRequest(host, "connections.certificate")).toEqual({ id: 1, allow_private: true });
});

it("looks with what is stored, not with what is being typed", async () => {
  const { dialog, section, user } = await open();
  await fill(user, dialog.getByLabelText("Base URL"), "https://other.example.com/");
  expect(section.getByRole("button", { name: "Look now" })).toBeDisabled();
});
