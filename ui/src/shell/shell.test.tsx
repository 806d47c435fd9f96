import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fixtureHost } from "../testing/fixture";
import { counts } from "../testing/fixture/messages";
import { makeNetwork } from "../testing/fixture/world";
import { renderAt, world } from "../testing/render";
import { openScreen } from "../testing/screen";

it("leads to every screen by key, and lists the keys", async () => {
  const { user, router } = renderAt("/settings");
  await screen.findByRole("navigation", { name: "Screens" });
  for (const [key, path] of Object.entries({
    o: "/",
    m: "/messages",
    e: "/events",
    h: "/hooks",
    w: "/webhooks",
    s: "/subscriptions",
    c: "/connections",
  })) {
    await user.keyboard(`g${key}`);
    await waitFor(() => expect(router.state.location.pathname).toBe(path));
  }
  await user.keyboard("gv");
  await waitFor(() => expect(screen.getByRole("region", { name: "Verify this installation" })).toHaveFocus());
  await user.keyboard("gc");
  await waitFor(() => expect(router.state.location.pathname).toBe("/connections"));
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keys" })).toBeInTheDocument();
  // An open dialog has the keys to itself.
  await user.keyboard("gm");
  expect(router.state.location.pathname).toBe("/connections");
});

it("counts live, and says what needs a person", async () => {
  const { host } = renderAt("/settings");
  const nav = await screen.findByRole("navigation", { name: "Screens" });
  await waitFor(() => expect(within(nav).getByRole("link", { name: /Messages/ })).toHaveTextContent("600"));
  act(() => host.push(["messages"], [], { ...counts(host.world), all: 12_345, rejected: 42 }));
  await waitFor(() => expect(within(nav).getByRole("link", { name: /Messages/ })).toHaveTextContent("4212.3k"));
});

it("says when the engine does not answer, and reads everything again when it does", async () => {
  const { host } = renderAt("/settings");
  expect(await screen.findByText("Live")).toBeInTheDocument();
  act(() => host.setLink(false));
  expect(screen.getByText("Reconnecting…")).toBeInTheDocument();
  host.world.hooks.pop();
  act(() => {
    host.setLink(true);
    host.push(["hooks"]);
  });
  const nav = screen.getByRole("navigation", { name: "Screens" });
  await waitFor(() => expect(within(nav).getByRole("link", { name: /Hooks/ })).toHaveTextContent("4"));
  expect(screen.getByText("Live")).toBeInTheDocument();
});

it("says so where there is no such screen", async () => {
  renderAt("/nowhere", fixtureHost(world("empty")));
  expect(await screen.findByText("There is no such screen.")).toBeInTheDocument();
});

it("says on every screen that the network is away and what waits, and goes when it is back", async () => {
  const { host } = openScreen("/hooks", "one", (host) => {
    host.world.network = makeNetwork("offline");
  });
  const banner = await screen.findByRole("status", { name: "Network" });
  expect(banner).toHaveTextContent("Offline since");
  expect(banner).toHaveTextContent("no attempt is counted");
  expect(within(banner).getByRole("link", { name: "37 messages waiting" })).toHaveAttribute(
    "href",
    expect.stringContaining("held"),
  );
  host.world.network = makeNetwork(null);
  host.push(["network"]);
  await waitFor(() => expect(screen.queryByRole("status", { name: "Network" })).not.toBeInTheDocument());
});
