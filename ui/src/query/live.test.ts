import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fixtureHost } from "../testing/fixture";
import { counts } from "../testing/fixture/messages";
import { world } from "../testing/render";
import { makeClient } from ".";
import { applyPush, followHost, merge } from "./live";

const push = (areas: string[], messages: string[] = []) => ({ areas, messages, counts: null });

function clientWith(...keys: Array<[string, unknown]>) {
  const client = makeClient();
  for (const key of keys) client.setQueryData(key, "old");
  const stale = () => keys.filter((key) => client.getQueryState(key)?.isInvalidated).map(([command]) => command);
  return { client, stale };
}

describe("a push", () => {
  it("makes stale what its area touches, and nothing else", () => {
    const { client, stale } = clientWith(["hooks.list", {}], ["settings.list", {}], ["events.list", {}]);
    applyPush(client, push(["settings"]));
    expect(stale()).toEqual(["settings.list"]);
  });

  it("makes everything stale where the window does not know the area", () => {
    const { client, stale } = clientWith(["hooks.list", {}], ["settings.list", {}]);
    applyPush(client, push(["weather"]));
    expect(stale()).toEqual(["hooks.list", "settings.list"]);
  });

  it("leaves messages alone that it does not name", () => {
    const { client } = clientWith(["messages.get", { id: "a" }], ["messages.get", { id: "b" }]);
    applyPush(client, push(["messages"], ["b"]));
    expect(client.getQueryState(["messages.get", { id: "a" }])?.isInvalidated).toBe(false);
    expect(client.getQueryState(["messages.get", { id: "b" }])?.isInvalidated).toBe(true);
  });

  it("touches every message where it names none, or where a subscription changed", () => {
    const many = clientWith(["messages.get", { id: "a" }]);
    applyPush(many.client, push(["messages"]));
    expect(many.stale()).toEqual(["messages.get"]);
    const config = clientWith(["messages.get", { id: "a" }]);
    applyPush(config.client, push(["messages", "subscriptions"], ["b"]));
    expect(config.stale()).toEqual(["messages.get"]);
  });

  it("writes its counts into the cache without asking again", () => {
    const { client } = clientWith(["counts.get", {}]);
    const now = counts(world("one"));
    applyPush(client, { ...push(["messages"]), counts: now });
    expect(client.getQueryData(["counts.get", {}])).toEqual(now);
    expect(client.getQueryState(["counts.get", {}])?.isInvalidated).toBe(false);
  });
});

describe("merging", () => {
  it("keeps every area and the newest counts", () => {
    const newest = counts(world("one"));
    const merged = merge(
      { ...push(["hooks"]), counts: counts(world("empty")) },
      { ...push(["events"]), counts: newest },
    );
    expect(merged).toEqual({ areas: ["hooks", "events"], messages: [], counts: newest });
  });

  it("stays 'many messages' once one push said so", () => {
    expect(merge(push(["messages"]), push(["messages"], ["a"])).messages).toEqual([]);
    expect(merge(push(["hooks"]), push(["messages"], ["a"])).messages).toEqual(["a"]);
  });
});

describe("following a host", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("gathers a burst of pushes into one", () => {
    const host = fixtureHost(world("empty"));
    const heard = vi.fn();
    const stop = followHost(host, makeClient(), heard);
    for (let sent = 0; sent < 50; sent++) host.push(["messages"], [`m${sent}`]);
    expect(heard).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    expect(heard).toHaveBeenCalledOnce();
    expect(heard.mock.calls[0]?.[0].messages).toHaveLength(50);
    stop();
    host.push(["messages"]);
    vi.advanceTimersByTime(1000);
    expect(heard).toHaveBeenCalledOnce();
  });
});
