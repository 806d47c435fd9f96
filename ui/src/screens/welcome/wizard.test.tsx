import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { MessageStory } from "../../bindings";
import type { FixtureHost } from "../../testing/fixture";
import { fill, lastRequest, openScreen } from "../../testing/screen";

type User = ReturnType<typeof openScreen>["user"];

async function setUp(user: User, url: string) {
  await user.click(await screen.findByRole("button", { name: "Begin" }));
  await user.click(screen.getByRole("button", { name: "Next" }));
  expect(await screen.findByText("Give the event's name.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: /sales\.order\.created/ }));
  await user.click(screen.getByRole("button", { name: "Next" }));
  await fill(user, await screen.findByLabelText("URL of the receiver"), url);
  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.click(await screen.findByRole("button", { name: "Set it up" }));
}

/** Answers as the engine would once the sender has been at it. */
function endsAs(host: FixtureHost, change: (story: MessageStory) => void) {
  const { call } = host;
  host.answers["messages.get"] = async (request) => {
    const own = host.answers["messages.get"];
    delete host.answers["messages.get"];
    const story = await call("messages.get", request);
    if (own) host.answers["messages.get"] = own;
    change(story);
    return story;
  };
}

it("leads from nothing to a delivered test event", async () => {
  const { host, user } = openScreen("/", "empty", (host) =>
    endsAs(host, ({ message, attempts }) => {
      message.state = "delivered";
      attempts.push({ status: 200, class: null, response_headers: [], response_body: null } as never);
    }),
  );
  await setUp(user, "https://erp.example.com/hooks");
  expect(lastRequest(host, "hooks.save")).toEqual({ name: "sales.order.created" });
  expect(lastRequest(host, "subscriptions.save")).toEqual({
    event_name: "sales.order.created",
    recipient: { kind: "url", url: "https://erp.example.com/hooks" },
    signing: { scheme: "none" },
  });
  await user.click(await screen.findByRole("button", { name: "Send test event" }));
  expect(await screen.findByRole("status", { name: "Delivered. The receiver answered 200." })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Done" }));
  expect(await screen.findByRole("grid", { name: "Subscriptions" })).toBeInTheDocument();
});

it("says exactly what went wrong and leads back to the step that mends it", async () => {
  const { host, user } = openScreen("/welcome", "empty", (host) =>
    endsAs(host, ({ message, attempts }) => {
      message.state = "rejected";
      message.attempts = 1;
      const body = { text: "<b>no such hook</b>", base64: false, size: 19 };
      attempts.push({ status: 404, class: null, response_headers: [], response_body: body } as never);
    }),
  );
  await setUp(user, "https://erp.example.com/wrong");
  await user.click(await screen.findByRole("button", { name: "Send test event" }));
  const outcome = within(await screen.findByRole("status", { name: "The receiver answered 404." }));
  // A receiver's text is text.
  expect(outcome.getByText("<b>no such hook</b>")).toBeInTheDocument();
  await user.click(outcome.getByRole("button", { name: "Change the address" }));
  const url = await screen.findByLabelText("URL of the receiver");
  await fill(user, url, "https://erp.example.com/right");
  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.click(await screen.findByRole("button", { name: "Save and try again" }));
  await screen.findByRole("button", { name: "Send test event" });
  expect(lastRequest(host, "subscriptions.save")).toMatchObject({
    id: expect.any(Number),
    recipient: { url: "https://erp.example.com/right" },
  });
  expect(host.world.subscriptions).toHaveLength(1);
});

it("goes back to the step a fault is about", async () => {
  const { user } = openScreen("/welcome", "empty", (host) => {
    host.answers["subscriptions.save"] = () => {
      throw { code: "url.invalid", message: "the URL names no host", next: "Mend it.", field: "recipient.url" };
    };
  });
  await setUp(user, "https://erp.example.com/");
  expect(await screen.findByLabelText("URL of the receiver")).toHaveAccessibleDescription(/names no host/);
});

it("starts sample data and goes to the overview", async () => {
  const { host, user } = openScreen("/welcome", "empty");
  await user.click(await screen.findByRole("button", { name: "Start" }));
  await screen.findByRole("region", { name: "Overview" });
  expect(host.world.samples.running).toBe(true);
});

it("keeps no secret once it is sealed", async () => {
  const { host, user } = openScreen("/welcome", "empty", (host) =>
    endsAs(host, ({ message, attempts }) => {
      message.state = "rejected";
      message.attempts = 1;
      attempts.push({ status: 401, class: null, response_headers: [], response_body: null } as never);
    }),
  );
  await user.click(await screen.findByRole("button", { name: "Begin" }));
  await user.click(await screen.findByRole("button", { name: /customer\.created/ }));
  await user.click(screen.getByRole("button", { name: "Next" }));
  await fill(user, await screen.findByLabelText("URL of the receiver"), "https://erp.example.com/");
  await user.click(screen.getByRole("button", { name: "Next" }));
  await user.click(await screen.findByRole("radio", { name: "Standard Webhooks" }));
  await user.click(screen.getByRole("button", { name: "Make one" }));
  await user.click(screen.getByRole("button", { name: "Set it up" }));
  await user.click(await screen.findByRole("button", { name: "Send test event" }));
  expect(lastRequest(host, "subscriptions.save")).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
  await user.click(await screen.findByRole("button", { name: "Change the secret" }));
  expect(await screen.findByLabelText("Signing secret")).toHaveValue("");
  expect(screen.getByText(/One is stored, never shown/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Save and try again" }));
  await screen.findByRole("button", { name: "Send test event" });
  expect(lastRequest(host, "subscriptions.save")).not.toHaveProperty("secret");
});
