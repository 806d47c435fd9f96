import { expect, it } from "vitest";
import { sorted, withWords } from "./sorting";

const rows = [
  { name: "order10", n: 2 },
  { name: "Order9", n: 30 },
  { name: "customer", n: 1 },
];
const names = (list: typeof rows) => list.map(({ name }) => name);
const keys = { name: (row: (typeof rows)[0]) => row.name, n: (row: (typeof rows)[0]) => row.n };

it("sorts names as people do, and numbers as numbers, without touching the list", () => {
  expect(names(sorted(rows, keys, "name", "asc"))).toEqual(["customer", "Order9", "order10"]);
  expect(names(sorted(rows, keys, "n", "desc"))).toEqual(["Order9", "order10", "customer"]);
  expect(names(rows)).toEqual(["order10", "Order9", "customer"]);
});

it("leaves an unknown column as it came", () => expect(sorted(rows, keys, "?", "asc")).toEqual(rows));

it("finds rows that hold every word", () => {
  expect(names(withWords(rows, " ORDER 9 ", keys.name))).toEqual(["Order9"]);
  expect(withWords(rows, undefined, keys.name)).toHaveLength(3);
});
