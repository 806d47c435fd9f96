// What a merchant does in the window to have a connection authorized.
import { hookdesk } from "./hookdesk.mjs";
import { client } from "./provider.mjs";

/** The window in a tab of `context`; the provider opens in further ones. */
export function merchant(context, { data, server, provider, rpc }) {
  const errors = [];
  let page;
  const dialog = (name) => page.getByRole("dialog", { name, exact: true });
  const go = (path) =>
    page.evaluate((to) => {
      location.hash = `#${to}`;
    }, path);
  /** The tab that `act` opens. */
  const opens = async (act) => {
    const opened = context.waitForEvent("page");
    await act();
    return opened;
  };
  const begin = async (name) => {
    const drawer = dialog(`Authorize ${name}`);
    await drawer.getByRole("checkbox", { name: /private or loopback address/ }).check();
    await drawer.getByRole("button", { name: "Authorize", exact: true }).click();
  };
  return {
    errors,
    dialog,
    go,
    opens,
    begin,
    get page() {
      return page;
    },
    async enter() {
      page = await context.newPage();
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        // What the engine refuses stands there as well; the screens tell of it.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
          errors.push(message.text());
        }
      });
      await page.goto(`${server.ui}#token=${server.token}`);
      await page.getByRole("navigation").first().waitFor();
    },
    /** Fills the form in from what the provider says of itself. `port`: the redirect's; any free one where left out. */
    async addConnection(name, { port, offline } = {}) {
      await go("/connections?open=new");
      const form = dialog("New connection");
      await form.getByLabel("Name", { exact: true }).fill(name);
      await form.getByLabel("Base URL").fill(`${provider.issuer}/api/`);
      await form.getByRole("combobox", { name: "How" }).click();
      await page.getByRole("option", { name: "OAuth 2: a person authorizes in the browser" }).click();
      await form.getByLabel("Provider (issuer)").fill(provider.issuer);
      await form.getByRole("checkbox", { name: /private or loopback address/ }).check();
      await form.getByRole("button", { name: "Look up" }).click();
      const found = form.getByRole("status", { name: "Looked up" });
      await found.getByRole("button", { name: "openid" }).click();
      if (offline) {
        await found.getByRole("button", { name: "offline_access" }).click();
        await form.getByRole("button", { name: "Add prompt=consent" }).click();
      }
      await form.getByLabel("Client id").fill(client.id);
      await form.getByLabel("Client secret", { exact: true }).fill(client.secret);
      if (port) await form.getByRole("button", { name: `Fix it: ${port}` }).click();
      await form.getByRole("button", { name: "Add connection" }).click();
      await dialog(`Authorize ${name}`).waitFor();
    },
    /** Presses Authorize, and gives the provider's tab. */
    authorize: (name) => opens(() => begin(name)),
    /** Presses Authorize, and gives the link for another browser. */
    async authorizeLater(name) {
      await (await opens(() => begin(name))).waitForLoadState();
      return dialog(`Authorize ${name}`).getByLabel("Link", { exact: true }).inputValue();
    },
    /** Sends an event to a subscription of the connection, and gives its message. */
    async subscribed(id) {
      await rpc("hooks.save", { name: "sales.order.created" });
      await rpc("subscriptions.save", {
        event_name: "sales.order.created",
        recipient: { kind: "connection", id, path: "orders" },
        allow_private: true,
      });
      const sent = hookdesk(data, "events", "dispatch", "sales.order.created", "--data", '{"entity_id":1}', "--json");
      return JSON.parse(sent).messages[0].id;
    },
    /** Waits at the message's own screen, and comes back. */
    async delivered(message) {
      const before = await page.evaluate(() => location.hash);
      await go(`/messages/${message}`);
      await page.getByText("Delivered", { exact: true }).first().waitFor();
      await go(before.slice(1));
    },
    /** What the token panel says. */
    async facts(drawer) {
      const names = await drawer.locator("dl[aria-label=Token] dt").allInnerTexts();
      const said = await drawer.locator("dl[aria-label=Token] dd").allInnerTexts();
      return Object.fromEntries(names.map((name, at) => [name, said[at].trim()]));
    },
  };
}
