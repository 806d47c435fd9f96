// An https server on loopback whose certificate nobody vouches for; it may ask for the client's.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { fileURLToPath } from "node:url";

/** Made for 127.0.0.1 and these tests, good until 2051; the key stands beside the certificate. */
export const certificateFile = (name) => fileURLToPath(new URL(`certificates/${name}`, import.meta.url));

const read = (name) => readFileSync(certificateFile(`${name}.pem`));
/** The lines of a key: what must be found nowhere. */
export const keyText = (name) => /PRIVATE KEY-----\n([A-Za-z0-9+/=]+)/.exec(read(name))[1];

/** `client`: whose certificate it asks for. */
export async function startTlsServer({ client } = {}) {
  const callers = [];
  const asks = client ? { ca: read(client), requestCert: true, rejectUnauthorized: true } : {};
  const options = (name) => ({ key: read(name), cert: read(name), ...asks });
  const server = createServer(options("first"), (request, response) => {
    callers.push(request.socket.getPeerCertificate().subject?.CN ?? null);
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://127.0.0.1:${server.address().port}/`,
    /** Who called, by the client certificate's name. */
    callers,
    /** From now on it shows another certificate. */
    show: (name) => {
      server.setSecureContext(options(name));
      server.closeAllConnections();
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
