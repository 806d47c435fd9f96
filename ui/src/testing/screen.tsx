/** Opens the whole window on a screen over a fixture, as a person would see it. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { configure, render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { Ground } from "../app";
import { makeRouter } from "../router";
import { theme } from "../theme";
import { type Amount, type FixtureHost, fixtureHost, makeWorld } from "./fixture";

// Whether an element can be seen asks jsdom for the style of every ancestor of every candidate: most of a test's time.
configure({ defaultHidden: true, asyncUtilTimeout: 10_000 });

/** `before` may change the fixture before anything is shown. */
export function openScreen(path: string, amount: Amount = "many", before: (host: FixtureHost) => void = () => {}) {
  const host = fixtureHost(makeWorld(amount, 50));
  before(host);
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  const view = render(
    // Without transitions what is opened is there at once.
    <MantineProvider theme={theme} env="test">
      <Notifications />
      <Ground host={host}>
        <RouterProvider router={router} />
      </Ground>
    </MantineProvider>,
  );
  // Without the waits between keys, and without reading the style of every ancestor at each click.
  const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  return { host, router, user, ...view };
}

/** Puts a text in place of what a field holds, in one go as by pasting. */
export async function fill(user: UserEvent, field: HTMLElement, text: string): Promise<void> {
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
}

/** What a command was asked, last. */
export function lastRequest(host: FixtureHost, name: string): unknown {
  return host.calls.filter((call) => call.name === name).at(-1)?.request;
}
