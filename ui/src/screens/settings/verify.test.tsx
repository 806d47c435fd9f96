import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { EVERYTHING } from "../../host/host";
import { makeProof } from "../../testing/fixture/proof";
import { requests } from "../../testing/render";
import { lastRequest, openScreen } from "../../testing/screen";

const part = async () => within(await screen.findByRole("region", { name: "Verify this installation" }));

it("starts a proof with the chosen number of kills, shows how far it is, and stops it", async () => {
  const { host, user } = openScreen("/settings", "one");
  const verify = await part();
  await user.click(await verify.findByText("100 kills (20 s)"));
  await user.click(verify.getByRole("button", { name: "Verify this installation" }));
  expect(lastRequest(host, "system.prove")).toEqual({ kills: 100 });
  host.world.proof = { ...host.world.proof, kills_done: 31, accepted: 3211, delivered: 6402 };
  host.push(["prove"]);
  expect(await verify.findByText(/Kill 31 of 100: 3,211 events accepted/)).toBeInTheDocument();
  await user.click(verify.getByRole("button", { name: "Stop" }));
  expect(await verify.findByText(/Stopped/)).toBeInTheDocument();
  expect(verify.getByRole("button", { name: "Verify this installation" })).toBeInTheDocument();
});

it("says in words what was found, and copies it", async () => {
  const { host, user } = openScreen("/settings", "one", (host) => {
    host.world.proof = makeProof("done");
  });
  const verify = await part();
  expect(await verify.findByText("Passed: nothing was lost")).toBeInTheDocument();
  expect(verify.getByText("25 ms (median), 44 ms at most")).toBeInTheDocument();
  await user.click(verify.getByRole("button", { name: "Copy as JSON" }));
  expect(JSON.parse(host.copied[0] ?? "")).toMatchObject({ lost: 0, seed: "15114957558954949999" });
  expect(verify.getByRole("button", { name: "Verify again" })).toBeInTheDocument();
});

it("does not hide a loss", async () => {
  openScreen("/settings", "one", (host) => {
    host.world.proof = makeProof("lost");
  });
  const verify = await part();
  expect(await verify.findByText("Not passed")).toBeInTheDocument();
  expect(verify.getByText("event proof-1f-77 was accepted and is not in the store")).toBeInTheDocument();
});

it("tells why a proof could not be run", async () => {
  openScreen("/settings", "one", (host) => {
    host.world.proof = makeProof("failed");
  });
  const verify = await part();
  expect(await verify.findByText(/did not come up again/)).toBeInTheDocument();
  expect(verify.getByRole("button", { name: "Verify this installation" })).toBeInTheDocument();
});

it("is reached from the overview, and comes into view once", async () => {
  const { host, user } = openScreen("/", "one");
  const scrolled = vi.spyOn(Element.prototype, "scrollIntoView");
  await user.click(await screen.findByRole("link", { name: "Verify this installation" }));
  const region = await screen.findByRole("region", { name: "Verify this installation" });
  await waitFor(() => expect(region).toHaveFocus());
  expect(scrolled.mock.contexts).toContain(region);
  scrolled.mockClear();
  host.push(["settings", "system"]);
  await waitFor(() => expect(requests(host, "settings.list").length).toBeGreaterThan(1));
  expect(scrolled).not.toHaveBeenCalled();
  scrolled.mockRestore();
});

it("goes on while the screen is left, and is as it was on coming back", async () => {
  const { host, router } = openScreen("/settings", "one", (host) => {
    host.world.proof = makeProof("running");
  });
  expect(await screen.findByText(/Kill 31 of 100/)).toBeInTheDocument();
  await router.navigate({ to: "/messages" });
  await screen.findByRole("grid", { name: "Messages" });
  host.world.proof = makeProof("done");
  // What a window hears when it begins to listen again.
  host.push(EVERYTHING.areas);
  await router.navigate({ to: "/settings" });
  expect(await screen.findByText("Passed: nothing was lost")).toBeInTheDocument();
});
