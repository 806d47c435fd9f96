// The flow's page over WebDriver: finds what a person sees by its name, then clicks and types for real.

const FIND = `
  const [kind, name] = arguments;
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden";
  };
  const text = (element) => (element.getAttribute("aria-label") ?? element.textContent ?? "").trim();
  if (kind === "press") {
    // Where a dialog is open, nothing behind it can be pressed.
    const scope = [...document.querySelectorAll("[role=dialog][aria-modal=true]")].filter(seen).at(-1) ?? document;
    const all = scope.querySelectorAll("button, a, [role=button], [role=tab], [role=menuitem], label");
    return [...all].find((element) => seen(element) && !element.disabled && text(element) === name) ?? null;
  }
  const labels = [...document.querySelectorAll("label")].filter((label) => seen(label));
  const label = labels.find((one) => (one.textContent ?? "").replace("*", "").trim() === name);
  return label?.htmlFor ? document.getElementById(label.htmlFor) : null;
`;

/** A page for lib/flow.mjs. */
export function windowPage(browser) {
  async function until(what, ask) {
    // Bounded by the test's own timeout; each look is one round trip to the driver.
    for (let look = 0; look < 600; look += 1) {
      const found = await ask();
      if (found) return found;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    throw new Error(`never seen: ${what}\n${await browser.run("return document.body.innerText")}`);
  }
  return {
    press: async (name) => browser.click(await until(name, () => browser.run(FIND, "press", name))),
    fill: async (label, text) => browser.type(await until(label, () => browser.run(FIND, "fill", label)), text),
    sees: (text) => until(text, () => browser.run("return document.body.innerText.includes(arguments[0])", text)),
    go: (hash) => browser.run("location.hash = arguments[0]", hash),
  };
}
