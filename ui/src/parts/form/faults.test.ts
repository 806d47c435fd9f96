import { expect, it } from "vitest";
import type { Fault } from "../../bindings";
import { pathOf } from "./faults";

const about = (field?: string): Fault => ({ code: "input.invalid", message: "m", next: "n", field });
const values = {
  recipient: { url: "" },
  headers: [{ name: "", value: "" }],
  retry: { delays: "" },
  secret: { text: "" },
};

it("finds nested fields and list lines", () => {
  expect(pathOf(about("recipient.url"), values)).toBe("recipient.url");
  expect(pathOf(about("headers[0].value"), values)).toBe("headers.0.value");
});

it("follows renames, also of what is below them", () => {
  const renames = { secret: "secret.text", "retry.delays_ms": "retry.delays" };
  expect(pathOf(about("secret"), values, renames)).toBe("secret.text");
  expect(pathOf(about("retry.delays_ms[3]"), values, renames)).toBe("retry.delays");
});

it("finds none for what the form does not have", () => {
  expect(pathOf(about(), values)).toBeNull();
  expect(pathOf(about("elsewhere"), values)).toBeNull();
  expect(pathOf(about("headers[7].name"), values)).toBeNull();
});
