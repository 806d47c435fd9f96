import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fixtureHost } from "../../testing/fixture";
import { counts } from "../../testing/fixture/messages";
import { renderAt, requests, world } from "../../testing/render";
import { fullCount } from "../../words";

const grid = () => screen.findByRole("grid", { name: "Messages" });
const rows = async () => {
  const element = await grid();
  await waitFor(() => expect(within(element).getAllByRole("row").length).toBeGreaterThan(1));
  return within(element).getAllByRole("row").slice(1);
};
const lastList = (host: ReturnType<typeof fixtureHost>) => requests(host, "messages.list").at(-1) as { filter: object };

describe("tabs and filters", () => {
  it("shows each tab with its live count", async () => {
    const { host } = renderAt("/messages?tab=rejected");
    const rejected = host.world.messages.filter((row) => row.state === "rejected").length;
    expect(await screen.findByRole("tab", { name: `Rejected ${rejected}` })).toHaveAttribute("aria-selected", "true");
    const held = await screen.findByRole("tab", { name: /^Queued / });
    expect(held.textContent).toContain(
      String(host.world.messages.filter((row) => ["queued", "sending", "held"].includes(row.state)).length),
    );
    act(() => host.push(["messages"], [], { ...counts(host.world), rejected: 7777 }));
    expect(await screen.findByRole("tab", { name: "Rejected 7,777" })).toBeInTheDocument();
  });

  it("keeps the filter in the address, and reads it from there", async () => {
    const { host, user, router } = renderAt("/messages?tab=all&status=2xx&subscriptions=[2]");
    await rows();
    expect(lastList(host)).toMatchObject({ filter: { status: "2xx", subscriptions: [2] } });
    await user.click(await screen.findByRole("button", { name: "Clear Last answer" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ tab: "all", subscriptions: [2] }));
    await user.click(screen.getByRole("button", { name: "State" }));
    await user.click(await screen.findByRole("checkbox", { name: "Held" }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ states: ["held"] }));
    await waitFor(() => expect(lastList(host)).toMatchObject({ filter: { states: ["held"], subscriptions: [2] } }));
    await user.click(within(screen.getByRole("search")).getByRole("button", { name: "Clear filters" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ tab: "all" }));
  });

  it("says when a search cannot see everything yet", async () => {
    const { user } = renderAt("/messages");
    await rows();
    await user.keyboard("/");
    expect(screen.getByRole("searchbox", { name: "Search payloads" })).toHaveFocus();
    await user.keyboard("customer{Enter}");
    expect(await screen.findByText(/12 new events cannot be searched yet/)).toBeInTheDocument();
  });

  it("is honest where there is nothing", async () => {
    renderAt("/messages?tab=rejected", fixtureHost(world("empty")));
    expect(await screen.findByText("Nothing was rejected.")).toBeInTheDocument();
  });

  it("shows a fault with its advice and tries again", async () => {
    const host = fixtureHost(world("many", 50));
    host.answers["messages.list"] = () =>
      Promise.reject({ code: "store.failed", message: "The database did not answer.", next: "Run hookdesk doctor." });
    const { user } = renderAt("/messages", host);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The database did not answer.");
    expect(alert).toHaveTextContent("store.failed");
    host.answers = {};
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    expect((await rows()).length).toBeGreaterThan(5);
  });
});

describe("keyboard and selection", () => {
  it("moves, selects a range and opens", async () => {
    const { user, router } = renderAt("/messages");
    await rows();
    await user.keyboard("jj");
    const active = (await grid()).getAttribute("aria-activedescendant") ?? "";
    expect(document.getElementById(active)).toHaveAttribute("aria-rowindex", "3");
    await user.keyboard("x");
    expect(screen.getByText("1 message selected")).toBeInTheDocument();
    await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(screen.getByText("3 messages selected")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    expect(screen.queryByText(/selected$/)).not.toBeInTheDocument();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/messages\/.+/));
  });

  it("keeps to its row when new ones come above it", async () => {
    const { host, user } = renderAt("/messages");
    await rows();
    await user.keyboard("jjj");
    const before = (await grid()).getAttribute("aria-activedescendant");
    const first = host.world.messages.at(-1);
    host.world.messages.push({ ...first, id: "new-one", seq: host.world.messages.length + 1 } as never);
    act(() => host.push(["messages"]));
    await waitFor(() => expect(document.querySelector("[id$='new-one']")).not.toBeNull());
    expect((await grid()).getAttribute("aria-activedescendant")).toBe(before);
    await user.keyboard("j");
    expect(document.getElementById((await grid()).getAttribute("aria-activedescendant") ?? "")).toHaveAttribute(
      "aria-rowindex",
      "6",
    );
  });

  it("leaves keys alone that are typed into a field", async () => {
    const { host, user } = renderAt("/messages");
    await rows();
    await user.keyboard("j");
    await user.type(screen.getByRole("searchbox", { name: "Search payloads" }), "rdx");
    expect(screen.queryByText(/selected$/)).not.toBeInTheDocument();
    expect(requests(host, "messages.retry")).toHaveLength(0);
  });
});

describe("actions", () => {
  it("retries one message with a key", async () => {
    const { host, user } = renderAt("/messages?tab=rejected");
    const newest = host.world.messages.findLast((row) => row.state === "rejected");
    await rows();
    await user.keyboard("jr");
    await waitFor(() => expect(requests(host, "messages.retry")).toEqual([{ ids: [newest?.id] }]));
    expect(await screen.findByText(/Sent back to the queue/)).toBeInTheDocument();
  });

  it("asks before it sends a delivered message a second time", async () => {
    const { host, user } = renderAt("/messages?tab=delivered");
    await rows();
    await user.keyboard("jr");
    expect(requests(host, "messages.retry")).toHaveLength(0);
    await user.click(await screen.findByRole("button", { name: "Send again" }));
    await waitFor(() => expect(requests(host, "messages.retry")).toHaveLength(1));
  });

  it("acts on all that match, with the number fixed before it starts", async () => {
    const { host, user } = renderAt("/messages?tab=rejected", fixtureHost(world("many", 16_000)));
    const count = host.world.messages.filter((row) => row.state === "rejected").length;
    expect(count).toBeGreaterThan(600);
    await rows();
    await user.click(screen.getByRole("checkbox", { name: "Select all loaded rows" }));
    await user.click(await screen.findByRole("button", { name: `Select all ${fullCount(count)} that match` }));
    await user.click(
      within(screen.getByRole("region", { name: "Selection" })).getByRole("button", { name: "Discard" }),
    );
    const dialog = await screen.findByRole("dialog");
    const confirm = await within(dialog).findByRole("button", { name: `Discard ${fullCount(count)} messages` });
    expect(confirm).toBeDisabled();
    await user.type(within(dialog).getByLabelText("Reason"), "The shop was reset");
    await user.click(confirm);
    expect(
      await within(dialog).findByText(new RegExp(`Done\\. ${fullCount(count)} messages discarded`)),
    ).toBeInTheDocument();
    expect(host.world.messages.filter((row) => row.reason === "The shop was reset")).toHaveLength(count);
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Selection" })).not.toBeInTheDocument());
  });
});
