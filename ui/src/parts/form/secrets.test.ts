import { expect, it } from "vitest";
import { keyProblem, newPlainKey, newStandardKey, noSecret, secretProblem, secretText } from "./secrets";

it("makes keys that its own rules take, a new one each time", () => {
  expect(keyProblem("standard", newStandardKey())).toBeNull();
  expect(newPlainKey()).toMatch(/^[0-9a-f]{64}$/);
  expect(newStandardKey()).not.toBe(newStandardKey());
});

it("takes the published Standard Webhooks secrets, with and without padding", () => {
  expect(keyProblem("standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).toBeNull();
  expect(keyProblem("standard", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")).toBeNull();
  expect(keyProblem("standard", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).toBeNull();
});

it.each(["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_short", "whsec_not base64 at all, this one!", ""])(
  "refuses %j for Standard Webhooks",
  (key) => expect(keyProblem("standard", key)).toEqual(expect.any(String)),
);

it("asks for a secret only where one is needed", () => {
  expect(secretProblem("none", noSecret(false), false)).toBeNull();
  expect(secretProblem("aligent", noSecret(true), true)).toBeNull();
  expect(secretProblem("aligent", noSecret(false), false)).toEqual(expect.any(String));
  expect(secretProblem("aligent", { ...noSecret(true), change: "remove" }, true)).toEqual(expect.any(String));
});

it("sends nothing to keep, the text to set, an empty text to remove", () => {
  expect(secretText(noSecret(true))).toBeUndefined();
  expect(secretText({ change: "set", text: "k", keep_old_hours: 0 })).toBe("k");
  expect(secretText({ change: "remove", text: "k", keep_old_hours: 0 })).toBe("");
});
