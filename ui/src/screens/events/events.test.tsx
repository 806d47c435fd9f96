import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { fixtureHost } from "../../testing/fixture";
import { renderAt, requests, world } from "../../testing/render";
import { nearestName } from "./nearest";

vi.mock("../../parts/json/code", () => ({
  CodeText: ({ text, label, onChange }: { text: string; label: string; onChange?: (text: string) => void }) =>
    onChange ? (
      <textarea aria-label={label} value={text} onChange={(event) => onChange(event.currentTarget.value)} />
    ) : (
      <pre>{text}</pre>
    ),
}));

describe("the event grid", () => {
  it("filters by routing through the address", async () => {
    const { host, user, router } = renderAt("/events", fixtureHost(world("many", 4000)));
    await user.click(await screen.findByRole("radio", { name: "Unmatched" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ routing: "unmatched" }));
    await waitFor(() => expect(requests(host, "events.list").at(-1)).toMatchObject({ routing: "unmatched" }));
    await waitFor(() =>
      expect(screen.getAllByRole("row", { name: /sales\.ordr\.created, unmatched/ }).length).toBeGreaterThan(1),
    );
  });

  it("replays an event after asking", async () => {
    const { host, user } = renderAt("/events");
    const newest = host.world.events.at(-1);
    await user.hover((await screen.findAllByRole("row", { name: /matched/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: /^Replay / }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Replay" }));
    await waitFor(() => expect(requests(host, "events.replay")).toEqual([{ id: newest?.id }]));
  });
});

describe("sending a test event", () => {
  it("says that a name is unknown, and offers the one that was meant", async () => {
    const { host, user } = renderAt("/events?send=true");
    const dialog = await screen.findByRole("dialog");
    const name = within(dialog).getByRole("combobox", { name: "Event name" });
    await user.type(name, "sales.ordr.created");
    expect(await within(dialog).findByText(/No hook has this name/)).toBeInTheDocument();
    await user.click(within(dialog).getByRole("button", { name: "sales.order.created" }));
    expect(await within(dialog).findByText("A hook has this name, with 1 subscription.")).toBeInTheDocument();
    // The sample of that event is filled in until something else is typed.
    expect(within(dialog).getByRole<HTMLTextAreaElement>("textbox", { name: "Data" }).value).toContain("increment_id");
    await user.click(within(dialog).getByRole("button", { name: "Send event" }));
    expect(await within(dialog).findByRole("link", { name: "message to ERP orders" })).toBeInTheDocument();
    expect(requests(host, "events.send")).toMatchObject([{ name: "sales.order.created" }]);
  });

  it("shows where the payload goes wrong and does not send it", async () => {
    const { user } = renderAt("/events?send=true");
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("combobox", { name: "Event name" }), "a.b");
    const data = within(dialog).getByRole("textbox", { name: "Data" });
    await user.clear(data);
    await user.click(data);
    await user.paste('{\n  "id": 1\n  "x": 2\n}');
    expect(within(dialog).getByText(/Line 3, column 3\.$/)).toBeInTheDocument();
    expect(within(dialog).getByRole("button", { name: "Send event" })).toBeDisabled();
  });

  it("refuses a name that is none", async () => {
    const { user } = renderAt("/events?send=true");
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("combobox", { name: "Event name" }), "a b");
    expect(within(dialog).getByText("Use letters, digits, dot, underscore and hyphen only.")).toBeInTheDocument();
    expect(within(dialog).getByRole("button", { name: "Send event" })).toBeDisabled();
  });
});

it("finds the name that was meant, and none where nothing is near", () => {
  const known = ["sales.order.created", "customer.created"];
  expect(nearestName("Sales.Ordr.created", known)).toBe("sales.order.created");
  expect(nearestName("customer.created", known)).toBeNull();
  expect(nearestName("inventory.changed", known)).toBeNull();
});
