// The same way through the screens, for the browser and for the real window.
import assert from "node:assert/strict";
import { hookdesk } from "./hookdesk.mjs";

/**
 * From an empty first run to a message that was rejected and sent again by hand.
 * `page` has press(name), fill(label, text), sees(text) and go(hash); `data` is the data directory in use.
 */
export async function wholeWay(page, data, receiver) {
  await page.sees("Set up my first integration");
  await page.press("Begin");
  await page.fill("Event name", "sales.order.created");
  await page.press("Next");
  await page.fill("URL of the receiver", receiver.url);
  await page.press("Next");
  await page.press("Set it up");

  // A loopback address waits for consent, and says so.
  await page.press("Send test event");
  await page.press("Allow this address");
  await receiver.waitFor(1);
  await page.sees("Delivered");
  const sent = JSON.parse(receiver.received[0].body);
  assert.ok(sent.data, "the body is wrapped as Aligent wraps it");
  assert.equal(receiver.received[0].headers["x-hookdesk-event"], "sales.order.created");

  // Dispatched from the command line while the window is open; it appears by push.
  await page.go("#/messages?tab=delivered");
  hookdesk(data, "events", "dispatch", "sales.order.created", "--data", '{"entity_id":42}', "--id", "order-42");
  await receiver.waitFor(2);
  assert.equal(receiver.received[1].body, '{"data":{"entity_id":42}}');

  // The receiver says that it is gone: rejected, for a person to see to.
  receiver.answer.status = 410;
  const answer = hookdesk(data, "events", "dispatch", "sales.order.created", "--data", '{"entity_id":43}', "--json");
  const { id } = JSON.parse(answer).messages[0];
  await receiver.waitFor(3);
  await page.go(`#/messages/${id}`);
  await page.sees("Rejected");
  await page.sees("410");

  // Mended, and sent again by hand: a real send with the message's own id.
  receiver.answer.status = 200;
  await page.press("Retry now");
  await receiver.waitFor(4);
  await page.sees("Delivered");
  const [first, second] = receiver.received.slice(2).map((request) => request.headers["x-hookdesk-delivery"]);
  assert.equal(first, id);
  assert.equal(second, id);
  const story = JSON.parse(hookdesk(data, "messages", "show", id, "--json"));
  assert.deepEqual(
    story.attempts.map((attempt) => [attempt.trigger, attempt.result]),
    [
      ["first", "failed"],
      ["manual_retry", "delivered"],
    ],
  );
}
