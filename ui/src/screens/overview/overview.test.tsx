import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { fixtureHost } from "../../testing/fixture";
import { overview } from "../../testing/fixture/messages";
import { renderAt, requests, world } from "../../testing/render";

// The chart library measures its surroundings, which jsdom has not.
vi.mock("./hourly-chart", () => ({ default: () => null }));

it("leads from a count to its messages", async () => {
  const { user, router } = renderAt("/");
  const strip = await screen.findByRole("list", { name: "Messages by state" });
  await user.click(within(strip).getByRole("link", { name: /Held/ }));
  await waitFor(() =>
    expect(router.state.location).toMatchObject({ pathname: "/messages", search: { tab: "all", states: ["held"] } }),
  );
});

it("leads from a notice to what it is about", async () => {
  const { user, router } = renderAt("/");
  const notices = await screen.findByRole("list", { name: "Needs you" });
  await user.click(within(notices).getByRole("link", { name: "Review" }));
  await waitFor(() => expect(router.state.location).toMatchObject({ pathname: "/subscriptions", search: { open: 3 } }));
});

it.each([
  ["authorization", "Authorize", { authorize: 1 }],
  ["certificate", "Look at it", { open: 1 }],
])("leads from a notice about a connection's %s to the connection", async (kind, word, search) => {
  const host = fixtureHost(world("many", 100));
  const notice = { kind, text: 'The connection "ERP" needs you.', subscription_id: null, connection_id: 1, count: 0 };
  host.answers["overview.get"] = () => ({ ...overview(host.world), notices: [notice] });
  const { user, router } = renderAt("/", host);
  const notices = await screen.findByRole("list", { name: "Needs you" });
  await user.click(within(notices).getByRole("link", { name: word }));
  await waitFor(() => expect(router.state.location).toMatchObject({ pathname: "/connections", search }));
});

it("takes the sample data out again", async () => {
  const host = fixtureHost(world("many", 100));
  const notice = {
    kind: "samples_running",
    text: "Sample data is in.",
    subscription_id: null,
    connection_id: null,
    count: 0,
  };
  host.answers["overview.get"] = () => ({ ...overview(host.world), notices: [notice] });
  const { user } = renderAt("/", host);
  await user.click(await screen.findByRole("button", { name: "Remove sample data" }));
  await waitFor(() => expect(requests(host, "samples.stop")).toHaveLength(1));
});

it("welcomes where nothing was ever set up", async () => {
  renderAt("/", fixtureHost(world("empty")));
  expect(await screen.findByText("Set up my first integration")).toBeInTheDocument();
});
