// The flow's page over Chromium.
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../../../ui/package.json", import.meta.url))("playwright-core");

/** Opens Chromium without a profile; Debian's binary, since none of its own can be fetched. */
export const openChromium = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
  });

/** A page for lib/flow.mjs. */
export function browserPage(page) {
  return {
    press: (name) =>
      page
        .getByRole("button", { name, exact: true })
        .or(page.getByRole("link", { name, exact: true }))
        .first()
        .click(),
    fill: (label, text) => page.getByLabel(label, { exact: true }).first().fill(text),
    sees: (text) => page.getByText(text).first().waitFor(),
    go: (hash) =>
      page.evaluate((to) => {
        location.hash = to;
      }, hash),
  };
}
