/** Renders the whole window over a fixture at an address. */
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Ground, Look } from "../app";
import { makeRouter } from "../router";
import { type Amount, type FixtureHost, fixtureHost, makeWorld } from "./fixture";

/** A fixed time for worlds, so that what is rendered does not depend on the day. */
export const NOW = Date.parse("2026-11-20T14:00:00Z");

export function world(amount: Amount, total?: number) {
  return makeWorld(amount, total, NOW);
}

export function renderAt(path: string, host: FixtureHost = fixtureHost(world("many", 600))) {
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = makeRouter(history);
  const view = render(
    <Look>
      <Ground host={host}>
        <RouterProvider router={router} />
      </Ground>
    </Look>,
  );
  return { ...view, host, history, router, user: userEvent.setup() };
}

/** The requests a host was asked for by one command, oldest first. */
export function requests(host: FixtureHost, name: string): unknown[] {
  return host.calls.filter((call) => call.name === name).map((call) => call.request);
}
