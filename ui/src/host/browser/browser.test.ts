import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Push } from "../../bindings";
import { EVERYTHING } from "../host";
import { browserHost } from ".";
import { followPushes, readEvents } from "./push";
import { keepToken, takeToken } from "./token";

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

/** A stream that the test feeds by hand. */
function stream() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  return {
    response: new Response(body),
    send: (text: string) => controller.enqueue(new TextEncoder().encode(text)),
    end: () => controller.close(),
  };
}

describe("commands", () => {
  it("posts the request with the token and gives the answer", async () => {
    const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(json({ id: 3 }));
    const host = browserHost("secret", () => {});
    await expect(host.call("subscriptions.get", { id: 3 })).resolves.toEqual({ id: 3 });
    const [url, options] = fetched.mock.calls[0] ?? [];
    expect(url).toBe("/rpc/subscriptions.get");
    expect(options).toMatchObject({ method: "POST", body: '{"id":3}', headers: { Authorization: "Bearer secret" } });
  });

  it("rejects with the engine's own fault", async () => {
    const fault = { code: "hook.in_use", message: "It has subscriptions.", next: "Delete them first." };
    vi.spyOn(globalThis, "fetch").mockResolvedValue(json(fault, 409));
    await expect(browserHost("t", () => {}).call("hooks.delete", { id: 1 })).rejects.toEqual(fault);
  });

  it("says the engine is away when nothing answers, or something else does", async () => {
    const host = browserHost("t", () => {});
    vi.spyOn(globalThis, "fetch").mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await expect(host.call("hooks.list", {})).rejects.toMatchObject({
      code: "engine.unreachable",
      detail: "Failed to fetch",
    });
    vi.spyOn(globalThis, "fetch").mockResolvedValueOnce(new Response("<h1>Bad gateway</h1>", { status: 502 }));
    await expect(host.call("hooks.list", {})).rejects.toMatchObject({ code: "engine.unreachable" });
  });

  it("hears of a refused token once, so that a late refusal does not undo the next token", async () => {
    const onRefused = vi.fn();
    const host = browserHost("old", onRefused);
    const fault = { code: "auth.missing", message: "No.", next: "Send the token." };
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => json(fault, 401));
    const calls = [host.call("system.info", {}), host.call("counts.get", {})];
    await Promise.allSettled(calls);
    expect(onRefused).toHaveBeenCalledTimes(1);
    keepToken("new");
    await host.call("hooks.list", {}).catch(() => {});
    expect(takeToken()).toBe("new");
  });

  it("forgets a token that is refused", async () => {
    keepToken("old");
    const onRefused = vi.fn();
    const fault = { code: "auth.missing", message: "No.", next: "Send the token." };
    vi.spyOn(globalThis, "fetch").mockResolvedValue(json(fault, 401));
    await expect(browserHost("old", onRefused).call("hooks.list", {})).rejects.toMatchObject({ code: "auth.missing" });
    expect(onRefused).toHaveBeenCalledOnce();
    expect(takeToken()).toBeNull();
  });
});

describe("token", () => {
  it("leaves the address bar at once and stays in the session", () => {
    window.history.replaceState(null, "", "/#token=a%2Bb");
    expect(takeToken()).toBe("a+b");
    expect(window.location.hash).toBe("#/");
    expect(takeToken()).toBe("a+b");
  });
});

describe("push stream", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("reads events that are cut anywhere, and skips comments", async () => {
    const { response, send, end } = stream();
    for (const piece of [": hello\n\n", 'data: {"a"', ":1}\n", "\ndata: tw", "o\ndata: lines\n\n"]) send(piece);
    end();
    const read: string[] = [];
    for await (const data of readEvents(response.body as ReadableStream<Uint8Array>)) read.push(data);
    expect(read).toEqual(['{"a":1}', "two\nlines"]);
  });

  it("connects again after a break, and says that everything may have changed", async () => {
    const first = stream();
    const second = stream();
    const open = vi
      .fn<() => Promise<Response>>()
      .mockResolvedValueOnce(first.response)
      .mockRejectedValueOnce(new TypeError("refused"))
      .mockResolvedValueOnce(second.response);
    const pushes: Push[] = [];
    const links: boolean[] = [];
    const stop = followPushes(open, {
      onPush: (push) => pushes.push(push),
      onLink: (alive) => links.push(alive),
      onRefused: () => {},
    });
    await vi.waitFor(() => expect(links).toEqual([true]));
    first.send('data: {"areas":["hooks"],"messages":[],"counts":null}\n\n');
    await vi.waitFor(() => expect(pushes).toHaveLength(2));
    first.end();
    await vi.waitFor(() => expect(links).toEqual([true, false]));
    await vi.advanceTimersByTimeAsync(500);
    await vi.advanceTimersByTimeAsync(1000);
    expect(links).toEqual([true, false, false, true]);
    expect(pushes[0]).toEqual(EVERYTHING);
    expect(pushes[2]).toEqual(EVERYTHING);
    stop();
  });

  it("stops for good when the token is refused", async () => {
    const open = vi.fn(async () => new Response("", { status: 401 }));
    const onRefused = vi.fn();
    followPushes(open, { onPush: () => {}, onLink: () => {}, onRefused });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onRefused).toHaveBeenCalledOnce();
    expect(open).toHaveBeenCalledOnce();
  });
});
