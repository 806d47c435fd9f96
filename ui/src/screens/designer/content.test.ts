import { expect, it } from "vitest";
import { about, contentText, emptyContent, inContent, moved, nameFor, tidy, withField } from "./content";

it("names a field after its source, without the wrapper", () => {
  expect(nameFor("data.quote_item.sku")).toBe("quote_item.sku");
  expect(nameFor("result[].amount")).toBe("result[].amount");
  expect(nameFor("data")).toBe("data");
  expect(nameFor("context_checkout_session.get_quote.get_subtotal")).toBe("quote.subtotal");
  expect(nameFor("context_scope_config.get_value{general/locale/code:default}")).toBe("value");
});

it("adds a source once, and leaves it out where it is the name", () => {
  const first = withField(emptyContent(), "data.sku");
  expect(first).toEqual({ content: { ...emptyContent(), fields: [{ name: "sku", source: "data.sku" }] }, at: 0 });
  const second = withField(first.content, "result[].code");
  expect(second.content.fields[1]).toEqual({ name: "result[].code" });
  expect(withField(second.content, "data.sku")).toEqual({ content: second.content, at: 0 });
});

it("moves a row, and leaves it where there is no further", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
});

it("saves no row that nobody filled in", () => {
  const content = {
    fields: [{ name: "" }, { name: "a" }],
    headers: [
      { name: "", value: " " },
      { name: "", value: "", resolver: "A\\B" },
    ],
    rules: [[{ field: "", operator: "equal" }], [{ field: "a", operator: "isEmpty" }]],
  };
  expect(tidy(content)).toEqual({
    fields: [{ name: "a" }],
    headers: [{ name: "", value: "", resolver: "A\\B" }],
    rules: [[{ field: "a", operator: "isEmpty" }]],
  });
});

it("finds the place of a fault of saving in the designer", () => {
  const fault = { code: "path.invalid", message: "", next: "" };
  expect(inContent({ ...fault, field: "content.fields[2].source" })[0]?.field).toBe("fields[2].source");
  expect(inContent({ ...fault, field: "webhook.content.rules[0][1].value" })[0]?.field).toBe("rules[0][1].value");
  expect(inContent({ ...fault, field: "url" })).toEqual([]);
});

it("tells a row from the row whose number begins alike", () => {
  const said = [{ field: "fields[1].name" }, { field: "fields[10].name" }, { field: null }];
  expect(about(said, "fields[1]")).toEqual([said[0]]);
  expect(about(said, "fields")).toEqual([said[0], said[1]]);
});

it("writes a line per row, as JSON", () => {
  const content = {
    ...emptyContent(),
    fields: [{ name: "a" }],
    rules: [[{ field: "a", operator: "isEmpty" }]],
    body: { kind: "form" as const },
  };
  expect(JSON.parse(contentText(content))).toEqual(content);
  expect(contentText(content)).toContain('\n    {"name":"a"}\n');
});
