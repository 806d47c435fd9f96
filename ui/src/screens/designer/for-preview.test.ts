import { expect, it } from "vitest";
import type { Content } from "../../bindings";
import { forPreview } from "./for-preview";

const content: Content = {
  fields: [{ name: "" }, { name: "a" }, { name: "", source: "b" }],
  headers: [
    { name: "", value: "" },
    { name: "X", value: "1" },
  ],
  rules: [
    [{ field: "", operator: "equal" }],
    [
      { field: "a", operator: "isEmpty", active: false },
      { field: "", operator: "equal" },
      { field: "b", operator: "isEmpty" },
    ],
  ],
};
const fault = (field: string) => ({ code: "c", message: field, next: "", field });
const answer = { fires: true, body: null, content_type: null, headers: [], notes: [], faults: [], rules: [] };

it("asks only about rows that are filled in", () => {
  expect(forPreview(content).content).toEqual({
    fields: [{ name: "a" }, { name: "b", source: "b" }],
    headers: [{ name: "X", value: "1" }],
    rules: [[content.rules[1]?.[0], content.rules[1]?.[2]]],
  });
});

it("puts what is said back to the rows it is about", () => {
  const { readBack } = forPreview(content);
  const said = readBack({
    ...answer,
    faults: [fault("fields[1].source"), fault("headers[0].value"), fault("rules[0][1].value"), fault("payload")],
    notes: [{ level: "debug", field: "fields[0].source", message: "" }],
  });
  expect(said.faults.map((one) => one.field)).toEqual([
    "fields[2].source",
    "headers[1].value",
    "rules[1][2].value",
    "payload",
  ]);
  expect(said.notes[0]?.field).toBe("fields[1].source");
});

it("reads verdicts whether rules that are off are judged or left out", () => {
  const { readBack } = forPreview(content);
  const no = { holds: false, why: "no" };
  const yes = { holds: true, why: "yes" };
  expect(readBack({ ...answer, rules: [[no, yes]] }).rules[1]).toEqual([no, { holds: false, why: "" }, yes]);
  expect(readBack({ ...answer, rules: [[yes]] }).rules[1]?.[2]).toEqual(yes);
});
