import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Fault } from "../../bindings";
import { fill, lastRequest, openScreen } from "../../testing/screen";

const noKey: Fault = { code: "secret.no_key", message: "No key is chosen.", next: "Choose where the key is kept." };

const form = async (name: string | RegExp) => within(await screen.findByRole("dialog", { name }));

it("asks how secrets are kept in the middle of saving, and goes on afterwards", async () => {
  const { host, user } = openScreen("/subscriptions?open=new&event=customer.created", "many", (host) => {
    Object.assign(host.world.key, { state: "unset", open: false, os_available: false });
    const save = host.answers;
    save["subscriptions.save"] = (request) => {
      if (!host.world.key.open) throw noKey;
      delete save["subscriptions.save"];
      return host.call("subscriptions.save", request);
    };
  });
  const dialog = await form("New subscription");
  await fill(user, dialog.getByLabelText("URL"), "https://erp.example.com/hooks");
  await user.click(dialog.getByRole("combobox", { name: "Signature" }));
  await user.click(await screen.findByRole("option", { name: /x-magento-signature/ }));
  await user.click(dialog.getByRole("button", { name: "Make one" }));
  await user.click(dialog.getByRole("button", { name: "Add subscription" }));

  const choice = await form("How shall secrets be kept?");
  expect(choice.getByRole("radio", { name: "This system's key store" })).toBeDisabled();
  await fill(user, choice.getByLabelText("New passphrase"), "correct horse");
  await fill(user, choice.getByLabelText("Once more"), "correct horsf");
  await user.click(choice.getByRole("button", { name: "Use this passphrase" }));
  expect(await choice.findByText("The two are not the same.")).toBeInTheDocument();
  expect(lastRequest(host, "security.use_passphrase")).toBeUndefined();
  await fill(user, choice.getByLabelText("Once more"), "correct horse");
  await user.click(choice.getByRole("button", { name: "Use this passphrase" }));

  expect(await screen.findByText(/is saved/)).toBeInTheDocument();
  const saved = host.calls.filter((call) => call.name === "subscriptions.save");
  expect(saved.length).toBeGreaterThan(1);
  expect(saved.at(-1)?.request).toMatchObject({
    event_name: "customer.created",
    signing: { scheme: "aligent" },
    secret: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it("shows the fault when the key is not chosen after all", async () => {
  const { user } = openScreen("/subscriptions?open=new&event=customer.created", "many", (host) => {
    Object.assign(host.world.key, { state: "locked", open: false });
    host.answers["subscriptions.save"] = () => {
      throw { ...noKey, code: "secret.locked" };
    };
  });
  const dialog = await form("New subscription");
  await fill(user, dialog.getByLabelText("URL"), "https://erp.example.com/hooks");
  await user.click(dialog.getByRole("button", { name: "Add subscription" }));
  const unlock = await form("Unlock your secrets");
  await fill(user, unlock.getByLabelText("Passphrase"), "wrong");
  await user.click(unlock.getByRole("button", { name: "Unlock" }));
  expect(await unlock.findByText(/does not open the secrets/)).toBeInTheDocument();
  await user.keyboard("{Escape}");
  expect(await dialog.findByText("secret.locked")).toBeInTheDocument();
});

it("never sends a stored secret or anything else that was not touched", async () => {
  const { host, user } = openScreen("/subscriptions");
  await user.click(await screen.findByRole("row", { name: "ERP orders" }));
  const dialog = await form(/ERP orders/);
  expect(dialog.getByText("Stored, never shown.")).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("Label"), "ERP orders 2");
  await user.click(dialog.getByRole("button", { name: "Save subscription" }));
  await screen.findByText("Subscription ERP orders 2 is saved.");
  expect(lastRequest(host, "subscriptions.save")).toEqual({ id: expect.any(Number), label: "ERP orders 2" });
});

it("shows what a retry policy comes to, and refuses half of one", async () => {
  const { host, user } = openScreen("/subscriptions?open=new&event=customer.created");
  const dialog = await form("New subscription");
  await user.click(dialog.getByRole("combobox", { name: "Retry policy" }));
  await user.click(await screen.findByRole("option", { name: /Aligent classic/ }));
  const timeline = within(await dialog.findByRole("region", { name: "Retry timeline" }));
  expect(await timeline.findByText("+25 s")).toBeInTheDocument();
  expect(timeline.getByText(/5 retries; rejected 55 s after/)).toBeInTheDocument();
  await user.click(dialog.getByRole("combobox", { name: "Retry policy" }));
  await user.click(await screen.findByRole("option", { name: "A list of my own" }));
  const delays = dialog.getByLabelText("Delays");
  await fill(user, delays, "1, soon");
  expect(await dialog.findByText(/Delay 2 is not a time/)).toBeInTheDocument();
  expect(dialog.getByText("The timeline appears once the policy is complete.")).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("URL"), "https://erp.example.com/");
  await user.click(dialog.getByRole("button", { name: "Add subscription" }));
  expect(lastRequest(host, "subscriptions.save")).toBeUndefined();
});

it("puts faults of nested fields where they belong", async () => {
  const { user } = openScreen("/subscriptions?open=new&event=customer.created", "many", (host) => {
    host.answers["subscriptions.save"] = () => {
      throw { code: "header.invalid", message: "this header carries a secret", next: "n", field: "headers[0].name" };
    };
  });
  const dialog = await form("New subscription");
  await fill(user, dialog.getByLabelText("URL"), "https://erp.example.com/");
  await user.click(dialog.getByRole("button", { name: "Add header" }));
  await fill(user, dialog.getByLabelText("Header 1 name"), "X-Token");
  await user.click(dialog.getByRole("button", { name: "Add subscription" }));
  await dialog.findByRole("alert");
  expect(dialog.getByLabelText("Header 1 name")).toBeInvalid();
});

it("says what switching off does before it does it, and asks for consent before it gives it", async () => {
  const { host, user } = openScreen("/subscriptions");
  await user.click(await screen.findByRole("switch", { name: "ERP orders is on" }));
  const off = await form("Switch ERP orders off?");
  expect(off.getByText(/held until you switch it on again/)).toBeInTheDocument();
  expect(lastRequest(host, "subscriptions.switch")).toBeUndefined();
  await user.click(off.getByRole("button", { name: "Switch off" }));
  expect(lastRequest(host, "subscriptions.switch")).toMatchObject({ enabled: false });

  await user.click(await screen.findByRole("button", { name: /needs your consent/ }));
  const consent = await form("Send inside your own network?");
  expect(consent.getByText("127.0.0.1 is this machine itself. Messages wait until you consent.")).toBeInTheDocument();
  expect(consent.getByText("127.0.0.0/8")).toBeInTheDocument();
  await user.click(consent.getByRole("button", { name: "Allow it" }));
  await screen.findByText("Allowed; what was held goes out now.");
  expect(screen.queryByRole("button", { name: /needs your consent/ })).not.toBeInTheDocument();
});

it("names a redirected name, stays with what is shown when it leads elsewhere by now, and says what was consented", async () => {
  const text = "hooks.example.com led to a public address before and now leads to 192.168.1.20.";
  const { host, user } = openScreen("/subscriptions", "many", (host) => {
    const row = host.world.subscriptions.find((one) => one.needs_consent);
    const consent = { host: "hooks.example.com", subnets: ["10.0.7.0/24"], at: "2026-11-20T00:00:00Z" };
    const blocked = {
      host: "hooks.example.com",
      addresses: ["192.168.1.20"],
      subnets: ["192.168.1.0/24"],
      was_public: true,
      text,
    };
    Object.assign(row ?? {}, { blocked, consent, allow_private: true });
    host.answers["subscriptions.consent"] = () => {
      throw {
        code: "address.moved",
        message: "It leads to 10.9.9.9 by now.",
        next: "Look at the addresses once more.",
      };
    };
  });
  await user.click(await screen.findByRole("button", { name: /needs your consent/ }));
  const dialog = await form("Has somebody redirected this name?");
  expect(dialog.getByRole("alert")).toHaveTextContent(text);
  expect(dialog.getByText("192.168.1.0/24")).toBeInTheDocument();
  expect(dialog.getByText("10.0.7.0/24")).toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: "I moved it: allow it" }));
  expect(await dialog.findByText("It leads to 10.9.9.9 by now.")).toBeInTheDocument();
  delete host.answers["subscriptions.consent"];
  await user.click(dialog.getByRole("button", { name: "I moved it: allow it" }));
  await screen.findByText("Allowed; what was held goes out now.");
});

it("shows what the recipient waits at in its form, and the consent once it is given", async () => {
  const { user } = openScreen("/subscriptions?open=3");
  const dialog = await form("Subscription 3");
  expect(dialog.getByRole("checkbox", { name: /private or loopback/ })).not.toBeChecked();
  await user.click(dialog.getByRole("button", { name: "Consent…" }));
  await user.click((await form("Send inside your own network?")).getByRole("button", { name: "Allow it" }));
  await screen.findByText("Allowed; what was held goes out now.");
  const after = await form("Subscription 3");
  expect(after.getByRole("checkbox", { name: /private or loopback/ })).toBeChecked();
  expect(after.getByText("127.0.0.0/8")).toBeInTheDocument();
  expect(after.queryByRole("button", { name: "Consent…" })).not.toBeInTheDocument();
});

it("takes the consent off when the host changes, and says what is sent unencrypted", async () => {
  const { host, user } = openScreen("/subscriptions?open=new&event=customer.created");
  const dialog = await form("New subscription");
  await fill(user, dialog.getByLabelText("URL"), "http://192.168.1.20/hook");
  const tick = () => dialog.getByRole("checkbox", { name: /private or loopback/ });
  await user.click(tick());
  const asked = await form("Send inside your own network?");
  await user.click(asked.getByRole("button", { name: "Allow it" }));
  expect(tick()).toBeChecked();
  expect(lastRequest(host, "subscriptions.save")).toBeUndefined();
  await fill(user, dialog.getByLabelText("URL"), "http://192.168.1.20/other");
  expect(dialog.queryByText(/Sent unencrypted/)).not.toBeInTheDocument();
  await fill(user, dialog.getByLabelText("URL"), "http://erp.example.com/hook");
  expect(tick()).not.toBeChecked();
  expect(dialog.getByText(/Sent unencrypted/)).toBeInTheDocument();
  await fill(user, dialog.getByLabelText("URL"), "erp.example.com/hook");
  expect(dialog.getByText("https://erp.example.com/hook")).toBeInTheDocument();
  await user.click(dialog.getByRole("button", { name: "Add subscription" }));
  await screen.findByText(/is saved/);
  expect(lastRequest(host, "subscriptions.save")).toMatchObject({
    recipient: { kind: "url", url: "https://erp.example.com/hook" },
    allow_private: false,
  });
});

it("adds a hook in the middle of a new subscription, and chooses it", async () => {
  const { host, user } = openScreen("/subscriptions?open=new");
  const dialog = await form("New subscription");
  await fill(user, dialog.getByRole("combobox", { name: "Hook" }), "stock.moved");
  await user.click(await screen.findByRole("option", { name: "Add the hook stock.moved" }));
  const hook = await form("New hook");
  expect(hook.getByLabelText("Event name")).toHaveValue("stock.moved");
  await user.click(hook.getByRole("button", { name: "Add hook" }));
  await fill(user, dialog.getByLabelText("URL"), "https://stock.example.com/");
  expect(dialog.getByRole("combobox", { name: "Hook" })).toHaveValue("stock.moved");
  expect(lastRequest(host, "subscriptions.save")).toBeUndefined();
  await user.click(dialog.getByRole("button", { name: "Add subscription" }));
  await screen.findByText(/is saved/);
  expect(lastRequest(host, "subscriptions.save")).toMatchObject({ event_name: "stock.moved" });
});

it("filters by what the address says", async () => {
  openScreen('/subscriptions?event=["sales.order.created"]');
  expect(await screen.findByRole("row", { name: "ERP orders" })).toBeInTheDocument();
  expect(screen.queryByRole("row", { name: "Old warehouse" })).not.toBeInTheDocument();
  expect(screen.getByText(/^1 of 4 subscriptions$/)).toBeInTheDocument();
});

it("starts a new subscription with the event name in the address, without narrowing the list", async () => {
  openScreen("/subscriptions?open=new&event_name=customer.created");
  const dialog = await form("New subscription");
  expect(dialog.getByRole("combobox", { name: "Hook" })).toHaveValue("customer.created");
  expect(screen.getByRole("row", { name: "ERP orders" })).toBeInTheDocument();
});
