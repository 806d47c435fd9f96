import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Setting } from "../../bindings";
import { fill, lastRequest, openScreen } from "../../testing/screen";

const setting = (change: Partial<Setting>): Setting => ({
  key: "x",
  value: null,
  default: null,
  description: "",
  kind: "int",
  choices: [],
  min: null,
  max: null,
  ...change,
});

const row = async (name: string) => within(await screen.findByRole("region", { name }));

it("saves a number only within its bounds, and goes back to the default", async () => {
  const { host, user } = openScreen("/settings", "one", (host) => {
    host.world.settings = [setting({ key: "retention.days", value: 30, default: 90, min: 0, max: 3650 })];
  });
  const days = await row("Days finished messages are kept");
  const input = days.getByRole("textbox");
  await fill(user, input, "9999");
  expect(days.getByText("A whole number from 0 to 3,650.")).toBeInTheDocument();
  expect(days.getByRole("button", { name: "Save" })).toBeDisabled();
  await fill(user, input, "7");
  await user.keyboard("{Enter}");
  await screen.findByText("Days finished messages are kept: saved.");
  expect(lastRequest(host, "settings.set")).toEqual({ key: "retention.days", value: 7 });
  await user.click((await row("Days finished messages are kept")).getByRole("button", { name: "Back to the default" }));
  await screen.findByText("Days finished messages are kept: back to the default.");
  expect(lastRequest(host, "settings.set")).toEqual({ key: "retention.days", value: null });
});

it("reads milliseconds as times", async () => {
  const { host, user } = openScreen("/settings", "one", (host) => {
    host.world.settings = [
      setting({ key: "send.timeout_ms", value: 30_000, default: 30_000, min: 1000, max: 120_000 }),
    ];
  });
  const deadline = await row("Deadline of new subscriptions");
  const input = deadline.getByRole("textbox");
  expect(input).toHaveValue("30 s");
  await fill(user, input, "10 min");
  expect(deadline.getByText("A time from 1 s to 2 min.")).toBeInTheDocument();
  await fill(user, input, "1 min");
  await user.keyboard("{Enter}");
  await screen.findByText("Deadline of new subscriptions: saved.");
  expect(lastRequest(host, "settings.set")).toEqual({ key: "send.timeout_ms", value: 60_000 });
});

it("shows the fault of a refused setting at the setting", async () => {
  const { user } = openScreen("/settings", "one", (host) => {
    host.world.settings = [setting({ key: "debug.enabled", value: false, default: false, kind: "bool" })];
    host.answers["settings.set"] = () => {
      throw { code: "store.read_only", message: "The file is read-only", next: "Make it writable." };
    };
  });
  const dumps = await row("Dump every attempt");
  await user.click(dumps.getByRole("switch"));
  expect(await dumps.findByRole("alert")).toHaveTextContent("The file is read-only");
});

it("unlocks the secrets", async () => {
  const { host, user } = openScreen("/settings", "one", (host) => {
    Object.assign(host.world.key, { state: "locked", open: false });
  });
  const security = await row("Security");
  await user.click(await security.findByRole("button", { name: "Unlock" }));
  const dialog = within(await screen.findByRole("dialog"));
  await fill(user, dialog.getByLabelText("Passphrase"), "right");
  await user.keyboard("{Enter}");
  expect(await screen.findByText("Under a passphrase, unlocked")).toBeInTheDocument();
  expect(lastRequest(host, "security.unlock")).toEqual({ passphrase: "right" });
});

it("asks for the present passphrase before it changes", async () => {
  const { host, user } = openScreen("/settings", "one");
  await user.click(await (await row("Security")).findByRole("button", { name: "Change the passphrase" }));
  const dialog = within(await screen.findByRole("dialog"));
  await fill(user, dialog.getByLabelText("New passphrase"), "a new passphrase");
  await fill(user, dialog.getByLabelText("Once more"), "a new passphrase");
  await user.click(dialog.getByRole("button", { name: "Change it" }));
  expect(dialog.getByLabelText("Present passphrase")).toHaveAccessibleDescription(
    "Give the passphrase that is in force.",
  );
  expect(lastRequest(host, "security.use_passphrase")).toBeUndefined();
  await fill(user, dialog.getByLabelText("Present passphrase"), "wrong");
  await user.keyboard("{Enter}");
  await dialog.findByText("This is not the present passphrase.");
  expect(dialog.getByLabelText("Present passphrase")).toHaveAccessibleDescription(
    "This is not the present passphrase.",
  );
  expect(dialog.getByLabelText("New passphrase")).not.toHaveAccessibleDescription();
  await fill(user, dialog.getByLabelText("Present passphrase"), "the present one");
  await user.keyboard("{Enter}");
  await screen.findByText("The passphrase is changed. Stored secrets stay as they are.");
  expect(lastRequest(host, "security.use_passphrase")).toEqual({
    passphrase: "a new passphrase",
    current: "the present one",
  });
});

it("says that the passphrase given at start is wrong, and shows a wrong one at its field", async () => {
  const { user } = openScreen("/settings", "one", (host) => {
    Object.assign(host.world.key, { state: "locked", open: false, wrong_passphrase: true });
  });
  const security = await row("Security");
  expect(await security.findByRole("alert")).toHaveTextContent("HOOKDESK_PASSPHRASE");
  await user.click(security.getByRole("button", { name: "Unlock" }));
  const dialog = within(await screen.findByRole("dialog"));
  await fill(user, dialog.getByLabelText("Passphrase"), "wrong");
  await user.keyboard("{Enter}");
  await dialog.findByText("The passphrase does not open the secrets.");
  expect(dialog.getByLabelText("Passphrase")).toHaveAccessibleDescription("The passphrase does not open the secrets.");
});

it.each(["locked", "os_key_store_away"])("begins anew where the key is lost (%s), on the words only", async (state) => {
  const { host, user } = openScreen("/settings", "one", (host) => {
    Object.assign(host.world.key, { state, open: false });
  });
  await user.click(await (await row("Security")).findByRole("button", { name: "Begin anew" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText("Named secrets: erp.token")).toBeInTheDocument();
  const forget = dialog.getByRole("button", { name: "Forget them" });
  expect(forget).toBeDisabled();
  await fill(user, dialog.getByLabelText("Type “lose my secrets”"), "lose my");
  expect(forget).toBeDisabled();
  await fill(user, dialog.getByLabelText("Type “lose my secrets”"), "lose my secrets");
  await user.click(forget);
  expect(await screen.findByText("Not chosen yet")).toBeInTheDocument();
  expect(lastRequest(host, "security.begin_anew")).toEqual({ confirm: "lose my secrets" });
});

it("warns before sample events would reach a person's own receivers", async () => {
  const { host, user } = openScreen("/settings", "many");
  const samples = await row("Sample data");
  await user.click(await samples.findByRole("button", { name: "Try with sample data" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText(/Made-up customers and orders would be sent/)).toBeInTheDocument();
  expect(lastRequest(host, "samples.start")).toBeUndefined();
  await user.click(dialog.getByRole("button", { name: "Start all the same" }));
  expect(await screen.findByText("Sample data is in")).toBeInTheDocument();
});

it("edits a setting that is JSON, and saves it only as JSON", async () => {
  const { host, user } = openScreen("/settings", "one", (host) => {
    host.world.settings = [setting({ key: "content.context", value: {}, default: {}, kind: "object" })];
  });
  const context = await row("Context values where an event brings none");
  const editor = await context.findByRole("textbox");
  await user.click(editor);
  await user.paste('{"store":');
  expect(await context.findByRole("button", { name: "Save" })).toBeDisabled();
  await user.paste("{}}");
  // What stood there follows what is pasted before it.
  await user.keyboard("{Delete}{Delete}");
  await user.click(await context.findByRole("button", { name: "Save" }));
  await screen.findByText("Context values where an event brings none: saved.");
  expect(lastRequest(host, "settings.set")).toEqual({ key: "content.context", value: { store: {} } });
});
