// A receiver on loopback that answers as told and keeps what it got.
import { createServer } from "node:http";
import { once } from "node:events";

/** Starts on a free port; `answer.status` may be changed at any time. */
export async function startReceiver() {
  const received = [];
  const answer = { status: 200, body: "" };
  const waiting = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.body);
      for (const wake of waiting.splice(0)) wake();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    received,
    answer,
    /** Waits until `count` requests have come. */
    async waitFor(count) {
      while (received.length < count) await new Promise((wake) => waiting.push(wake));
      return received;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
