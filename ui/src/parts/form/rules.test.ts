import { describe, expect, it } from "vitest";
import { eventName, headerLines, headerNameProblem, pathProblem, typedUrl, urlProblem, whole } from "./rules";

const ok = (name: string) => eventName.safeParse(name).success;

describe("event names", () => {
  it("takes letters, digits, dot, underscore and hyphen in any case", () => {
    expect(["sales.order.created", "observer.sales_order_place_after", "A-1"].every(ok)).toBe(true);
  });
  it("refuses the rest", () => {
    for (const name of ["", "sales order", "prix€", "a/b", "a\n", "x".repeat(201)]) expect(ok(name)).toBe(false);
  });
});

describe("URLs", () => {
  it.each([
    "https://erp.example.com/hooks?x=1",
    "http://127.0.0.1:8080",
    " HTTPS://ERP.example.com ",
    "https://u:p@h.test/",
  ])("takes %s", (url) => expect(urlProblem(url)).toBeNull());
  it.each([
    "",
    "erp.example.com",
    "ftp://x.test",
    "https://",
    "https://x.test/#a",
    "https://x.test/a b",
    "https://x.test\\@y.test/",
  ])("refuses %s", (url) => expect(urlProblem(url)).toEqual(expect.any(String)));
});

describe("paths below a base URL", () => {
  it.each(["", "api/contacts/new", "/a?b=../c", "a.b/..c"])("takes %s", (path) => expect(pathProblem(path)).toBeNull());
  it.each(["../x", "a/./b", "a/%2E%2e/b", "https://x.test/", "a#b", "a\\b", "a\tb"])("refuses %s", (path) =>
    expect(pathProblem(path)).toEqual(expect.any(String)),
  );
});

describe("headers", () => {
  const problems = (lines: Array<[string, string]>) =>
    Object.fromEntries(
      (headerLines.safeParse(lines.map(([name, value]) => ({ name, value }))).error?.issues ?? []).map((issue) => [
        issue.path.join("."),
        issue.message,
      ]),
    );
  it("names the line and the part that is wrong", () => {
    expect(
      problems([
        ["X-Shop", "main"],
        ["X Shop", "a"],
        ["X-Note", "a\r\nEvil: 1"],
      ]),
    ).toEqual({
      "1.name": expect.stringContaining("Not a header name"),
      "2.value": expect.stringContaining("line break"),
    });
  });
  it("refuses names given twice, whatever their case, and those Hookdesk sets", () => {
    expect(
      Object.keys(
        problems([
          ["X-A", ""],
          ["x-a", ""],
          ["Webhook-Id", ""],
          ["X-Hookdesk-Event", ""],
        ]),
      ),
    ).toEqual(["1.name", "2.name", "3.name"]);
  });
  it("refuses framing and hop-by-hop headers", () => {
    for (const name of ["Host", "content-length", "Transfer-Encoding", "Proxy-Authorization"]) {
      expect(headerNameProblem(name)).toContain("belongs to the connection");
    }
  });
  it("takes a tab inside a value", () => expect(problems([["X-A", "a\tb"]])).toEqual({}));
});

it("tells the range of a whole number whatever is wrong with it", () => {
  for (const value of ["", "12", 0, 300, 1.5, null]) {
    expect(whole(1, 256).safeParse(value).error?.issues[0]?.message).toBe("A whole number from 1 to 256.");
  }
});

it.each([
  ["shop.test", "https://shop.test"],
  [" shop.test:8443/x?a=b ", "https://shop.test:8443/x?a=b"],
  ["localhost:8080/x", "https://localhost:8080/x"],
  ["[::1]:9/x", "https://[::1]:9/x"],
  ["bücher.example", "https://bücher.example"],
  ["http://shop.test", "http://shop.test"],
  ["mailto:jane@shop.test", "mailto:jane@shop.test"],
  ["jane:hunter2@shop.test", "jane:hunter2@shop.test"],
  ["shop", "shop"],
  ["//shop.test", "//shop.test"],
  ["/path", "/path"],
])("reads %s as %s", (text, want) => expect(typedUrl(text)).toBe(want));
