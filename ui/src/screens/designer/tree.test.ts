import { expect, it } from "vitest";
import { contextSteps, JsonTree, openFirst, type TreeNode } from "./tree";

const paths = (text: string, steps?: typeof contextSteps) =>
  new JsonTree(text, steps).paths().map((node) => [node.path, new JsonTree(text).value(node)]);

it("names every value as a source does, and lists by []", () => {
  expect(paths('{"data":{"items":[{"sku":"a"},{"sku":"b","qty":2}],"tags":["x"]}}')).toEqual([
    ["data", '{"items":[{"sku":"a"},{"sku":"b","qty":2}],"tags":["x"]}'],
    ["data.items", '[{"sku":"a"},{"sku":"b","qty":2}]'],
    ["data.tags", '["x"]'],
    ["data.items[]", '{"sku":"a"}'],
    ["data.tags[]", '"x"'],
    ["data.items[].sku", '"a"'],
    ["data.items[].qty", "2"],
  ]);
});

it("shows numbers as they came", () => {
  expect(paths('{"a": 1.0, "b":12345678901234567890 ,"c":-0e5}').map(([, value]) => value)).toEqual([
    "1.0",
    "12345678901234567890",
    "-0e5",
  ]);
});

it("does not offer what the language cannot name", () => {
  const tree = new JsonTree('{"a.b":1,"":2,"c[0]":3,"context_x":4,"ok":[[5]],"\\u0064":6}');
  expect(tree.paths().map((node) => node.path)).toEqual(["ok", "d", "ok[]"]);
  expect(new JsonTree("[1,2]").paths()).toEqual([]);
});

it("is not misled by brackets and quotes inside of texts", () => {
  const tree = new JsonTree('{"a":"}],\\"{","b":{"c":"[" } ,"d":[]}');
  expect(tree.children(tree.root).map((node) => [node.label, tree.value(node)])).toEqual([
    ["a", '"}],\\"{"'],
    ["b", '{"c":"[" }'],
    ["d", "[]"],
  ]);
});

it("writes a context's values as chains of getters", () => {
  const text =
    '{"checkout_session":{"quote":{"id":"66"}},"scope_config":{"value":{"general/locale/code:default":"en"}}}';
  expect(paths(text, contextSteps).map(([path]) => path)).toEqual([
    "context_checkout_session.get_quote",
    "context_scope_config.get_value",
    "context_checkout_session.get_quote.get_id",
    "context_scope_config.get_value{general/locale/code:default}",
  ]);
});

it("opens from the top as long as it stays short, and keeps rows in the order of the text", () => {
  const many = { list: Array.from({ length: 500 }, (_, at) => ({ at })), small: { x: 1 } };
  const tree = new JsonTree(JSON.stringify(many));
  const open = openFirst(tree);
  const rows = tree.rows((node: TreeNode) => open.has(node.id));
  expect(rows.map((row) => row.id)).toEqual(["/list", "/small", "/small/x"]);
});
