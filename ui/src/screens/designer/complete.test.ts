import { expect, it } from "vitest";
import { vocabulary } from "../../testing/fixture/contents/vocabulary";
import { completeConverter, completeHeader, completePath } from "./complete";

const paths = [
  { path: "data.quote_item.sku", value: '"TEE"' },
  { path: "data.quote_item.qty", value: "3" },
  { path: "sku", value: '"X"' },
];
const values = (list: Array<{ value: string }>) => list.map(({ value }) => value);

it("offers paths that begin with what is typed before those that hold it", () => {
  expect(values(completePath("sku", paths, vocabulary))).toEqual(["sku", "data.quote_item.sku"]);
  expect(completePath("qty", paths, vocabulary)).toEqual([{ value: "data.quote_item.qty", about: "3" }]);
});

it("offers contexts, then their methods, with their arguments", () => {
  expect(values(completePath("context_sco", paths, vocabulary))).toEqual(["context_scope_config."]);
  expect(values(completePath("context_scope_config.", paths, vocabulary))).toEqual([
    "context_scope_config.get_value{path:scope}",
  ]);
  expect(values(completePath("context_customer_session.get_customer.get_e", paths, vocabulary))).toEqual([
    "context_customer_session.get_customer.get_email",
  ]);
  expect(completePath("context_nothing.get", paths, vocabulary)).toEqual([]);
});

it("says of which contexts a connected shop is asked", () => {
  expect(completePath("context_store", paths, vocabulary)[0]?.about).toMatch(/A connected shop is asked for it\.$/);
  expect(completePath("context_http", paths, vocabulary)[0]?.about).not.toMatch(/shop/);
});

it("offers placeholders where a brace is opened in a header", () => {
  expect(values(completeHeader("Bearer {s", vocabulary))).toEqual(["Bearer {secret:"]);
  expect(values(completeHeader("Bearer {secret:er", vocabulary, ["erp", "stock"]))).toEqual(["Bearer {secret:erp}"]);
  expect(completeHeader("plain", vocabulary)).toEqual([]);
  expect(values(completeHeader("context_http_request.get_h", vocabulary))).toEqual([
    "context_http_request.get_header{name}",
  ]);
});

it("gives a converter that needs arguments its example", () => {
  expect(values(completeConverter("dec", vocabulary))).toEqual(["decimal{2}"]);
  expect(values(completeConverter("trim|dec", vocabulary))).toEqual(["trim|decimal{2}"]);
  expect(completeConverter("decimal{2", vocabulary)).toEqual([]);
  expect(values(completeConverter("upp", vocabulary))).toEqual(["upper"]);
});
