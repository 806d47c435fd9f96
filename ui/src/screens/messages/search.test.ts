import { describe, expect, it } from "vitest";
import { nextSort } from ".";
import { isNarrowed, messageSearch, toFilter, toRequest } from "./search";

describe("the address", () => {
  it("leaves out what it does not understand", () => {
    const search = messageSearch.parse({
      tab: "lost",
      states: ["queued", "x"],
      status: "9xx",
      from: "yesterday",
      subscriptions: "1",
      q: 42,
      more: 1,
    });
    expect(search).toEqual({ q: "42" });
  });

  it("becomes the engine's filter", () => {
    const search = messageSearch.parse({
      tab: "all",
      states: ["held", "skipped"],
      subscriptions: [3],
      hooks: ["customer.created"],
      from: "2026-11-20T10:00:00+01:00",
      status: "4xx",
      q: " ada ",
    });
    expect(toFilter(search)).toEqual({
      states: ["held", "skipped"],
      subscriptions: [3],
      hooks: ["customer.created"],
      from: "2026-11-20T10:00:00+01:00",
      status: "4xx",
      search: "ada",
    });
  });

  it("lets a tab decide the states", () => {
    expect(toFilter({ tab: "queued", states: ["rejected"] })).toEqual({ states: ["queued", "sending", "held"] });
    expect(toFilter({})).toEqual({});
    expect(toFilter({ states: [], q: "" })).toEqual({});
  });

  it("sorts by due only where everything is due", () => {
    expect(toRequest({ tab: "retrying", sort: "due" })).toMatchObject({ sort: "due", order: "asc" });
    expect(toRequest({ tab: "delivered", sort: "due" })).toMatchObject({ sort: "created", order: "desc" });
  });

  it("turns the order round on the same column", () => {
    expect(nextSort({ tab: "retrying" }, "due")).toEqual({ sort: "due", order: "asc" });
    expect(nextSort({ tab: "retrying", sort: "due" }, "due")).toEqual({ sort: "due", order: "desc" });
    expect(nextSort({ tab: "retrying", sort: "due" }, "created")).toEqual({});
    expect(nextSort({ tab: "all" }, "created")).toEqual({ sort: "created", order: "asc" });
  });

  it("knows whether anything narrows the list", () => {
    expect(isNarrowed({ tab: "rejected", sort: "created", order: "asc" })).toBe(false);
    expect(isNarrowed({ tab: "rejected", hooks: [] })).toBe(false);
    expect(isNarrowed({ tab: "all", data: "one" } as never)).toBe(false);
    expect(isNarrowed({ status: "none" })).toBe(true);
  });
});
