import { expect, it } from "vitest";
import { fixtureHost } from "../../testing/fixture";
import { requests, world } from "../../testing/render";
import { runBulk } from "./bulk";

const everything = async (host: ReturnType<typeof fixtureHost>) => ({
  filter: { states: ["rejected" as const] },
  plan: await host.call("messages.plan", { filter: { states: ["rejected"] } }),
});

it("goes through a filter in steps until nothing is left", async () => {
  const host = fixtureHost(world("many", 30_000));
  const target = await everything(host);
  expect(target.plan.count).toBeGreaterThan(1000);
  const seen: number[] = [];
  const done = await runBulk(host, { kind: "retry", target, reason: "" }, new AbortController().signal, (now) =>
    seen.push(now.changed),
  );
  expect(done).toEqual({ changed: target.plan.count, left: 0 });
  expect(seen.length).toBeGreaterThan(2);
  expect(requests(host, "messages.retry")).toSatisfy((steps: Array<{ up_to: number }>) =>
    steps.every((step) => step.up_to === target.plan.up_to),
  );
});

it("does not touch what comes after the plan", async () => {
  const host = fixtureHost(world("many", 1000));
  const target = await everything(host);
  const late = { ...host.world.messages[0], id: "late", seq: 1001, state: "rejected" } as never;
  host.world.messages.push(late);
  await runBulk(host, { kind: "discard", target, reason: "old" }, new AbortController().signal, () => {});
  expect(host.world.messages.at(-1)?.state).toBe("rejected");
  expect(host.world.messages.filter((row) => row.state === "rejected")).toHaveLength(1);
});

it("stops between steps", async () => {
  const host = fixtureHost(world("many", 30_000));
  const stop = new AbortController();
  const done = await runBulk(host, { kind: "retry", target: await everything(host), reason: "" }, stop.signal, () =>
    stop.abort(),
  );
  expect(done.changed).toBe(500);
  expect(requests(host, "messages.retry")).toHaveLength(1);
});

it("sends chosen ids in portions, each once", async () => {
  const host = fixtureHost(world("many", 1000));
  const ids = host.world.messages.slice(0, 450).map((row) => row.id);
  await runBulk(host, { kind: "retry", target: { ids }, reason: "" }, new AbortController().signal, () => {});
  const sent = requests(host, "messages.retry") as Array<{ ids: string[] }>;
  expect(sent.map((step) => step.ids.length)).toEqual([200, 200, 50]);
  expect(sent.flatMap((step) => step.ids)).toEqual(ids);
});

it("tells the failure of a step", async () => {
  const host = fixtureHost(world("one"));
  const fault = { code: "store.full", message: "The disk is full.", next: "Free some." };
  host.answers["messages.retry"] = () => Promise.reject(fault);
  const running = runBulk(
    host,
    { kind: "retry", target: { ids: ["a"] }, reason: "" },
    new AbortController().signal,
    () => {},
  );
  await expect(running).rejects.toEqual(fault);
});
