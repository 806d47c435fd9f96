import { expect, it } from "vitest";
import type { Setting } from "../../bindings";
import { groupSettings, nameOf } from "./groups";

const setting = (key: string): Setting => ({
  key,
  value: 1,
  default: 1,
  description: "",
  kind: "int",
  choices: [],
  min: 0,
  max: 9,
});

it("loses no setting, known or not", () => {
  const all = ["send.timeout_ms", "retry.default", "retention.days", "debug.enabled", "brand.new"].map(setting);
  const groups = groupSettings(all);
  expect(groups.map(({ id }) => id)).toEqual(["sending", "debug", "retention", "other"]);
  expect(groups.flatMap((group) => group.settings)).toHaveLength(all.length);
  expect(nameOf(setting("brand.new"))).toBe("brand.new");
});
