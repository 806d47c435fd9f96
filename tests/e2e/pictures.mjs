// Takes the pictures in docs/pictures: every screen over sample data, light and dark. `cargo xtask pictures`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openChromium } from "./lib/browser-page.mjs";
import { dataDir, hookdesk, root, serve } from "./lib/hookdesk.mjs";
import { startReceiver } from "./lib/receiver.mjs";

const folder = join(root, "docs/pictures");
mkdirSync(folder, { recursive: true });
const data = dataDir();
const server = await serve(data);
const receiver = await startReceiver();
const chromium = await openChromium();

async function rpc(name, request = {}) {
  const response = await fetch(`http://${server.listening}/rpc/${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  return response.json();
}

async function picture(name, hash) {
  for (const theme of ["light", "dark"]) {
    const page = await chromium.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
    await page.goto(`${server.ui}#token=${server.token}`);
    await page.getByRole("navigation").first().waitFor();
    await page.goto(`${server.ui}${hash}`);
    // Lazy parts (the JSON view, the chart) paint a moment after their data.
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    await page.close();
  }
}

try {
  await picture("welcome", "#/");
  await rpc("samples.start");
  hookdesk(data, "connections", "add", "--name", "Warehouse", "--url", "https://warehouse.example.net/api");
  receiver.answer.status = 410;
  receiver.answer.body = '{"error":"this endpoint has moved","see":"https://erp.example/hooks"}';
  hookdesk(data, "subscriptions", "add", "--hook", "sales.order.created", "--url", receiver.url, "--allow-private");
  const payload = `@${join(root, "samples/sales.order.created.json")}`;
  const answer = JSON.parse(hookdesk(data, "events", "dispatch", "sales.order.created", "--data", payload, "--json"));
  hookdesk(data, "events", "dispatch", "newsletter.subscribed", "--data", '{"email":"jane@example.com"}');
  await receiver.waitFor(1);
  const rejected = answer.messages.at(-1).id;
  await new Promise((wake) => setTimeout(wake, 4_000));
  await picture("overview", "#/");
  await picture("messages", "#/messages?tab=all");
  await picture("rejected", "#/messages?tab=rejected");
  await picture("message", `#/messages/${rejected}`);
  await picture("events", "#/events");
  await picture("hooks", "#/hooks");
  await picture("subscriptions", "#/subscriptions");
  await picture("subscription", "#/subscriptions?open=1");
  const orders = (await rpc("hooks.list")).find((hook) => hook.name === "sales.order.created");
  await rpc("hooks.save", {
    id: orders.id,
    name: orders.name,
    content: {
      fields: [
        { name: "order.number", source: "increment_id" },
        { name: "order.total", source: "grand_total", converter: "decimal{2}" },
        { name: "customer.email", source: "customer_email" },
        { name: "lines[].sku", source: "items[].sku" },
        { name: "lines[].quantity", source: "items[].qty_ordered" },
      ],
      headers: [{ name: "X-Area", value: "context_application_state.get_area_code" }],
      rules: [[{ field: "grand_total", operator: "greaterThan", value: "0" }]],
    },
  });
  await rpc("webhooks.import", {
    apply: true,
    text: JSON.stringify([
      {
        method: "observer.sales_quote_add_item",
        batch: "stock",
        name: "validate_stock",
        url: "https://erp.example/stock",
        fallback_error_message: "This product cannot be added just now.",
        content: {
          fields: [
            { name: "product.sku", source: "data.quote_item.sku" },
            { name: "product.qty", source: "data.quote_item.qty" },
          ],
        },
      },
      {
        method: "plugin.magento.sales.api.order_management.place",
        batch: "fraud",
        name: "score",
        url: "https://risk.example/score",
        required: false,
        content: {},
      },
    ]),
  });
  await picture("designer", `#/hooks/${orders.id}/content`);
  await picture("webhooks", "#/webhooks");
  await picture("connections", "#/connections");
  await picture("settings", "#/settings");
} finally {
  await chromium.close();
  receiver.stop();
  await server.stop();
  data.remove();
}
