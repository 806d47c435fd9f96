import { expect, it } from "vitest";
import { hookSchema, previewBody, toHookValues, toSaveHook } from "./hook-form";

it("wraps as the receiver will get it", () => {
  expect(JSON.parse(previewBody("data", '{"id":1}'))).toEqual({ data: { id: 1 } });
  expect(JSON.parse(previewBody("raw", '{"id":1}'))).toEqual({ id: 1 });
});

it("takes a service whole or not at all", () => {
  const values = { ...toHookValues(null, "a.b"), service: { class: "Shop\\Orders", method: "" } };
  expect(hookSchema.safeParse(values).error?.issues[0]?.path).toEqual(["service", "method"]);
  expect(toSaveHook(toHookValues(null, "a.b"))).not.toHaveProperty("service");
});
