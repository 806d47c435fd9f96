// A real OpenID-certified provider on loopback, with its own sign-in and consent pages, and an API behind it that takes
// only tokens the provider knows.
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../../ui/package.json", import.meta.url));
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

/** What a client with a secret is called here. */
export const client = { id: "hookdesk", secret: "a secret of at least thirty-two characters" };

/** `lifetime`: seconds an access token lives. */
export async function startProvider({ redirectUri, lifetime = 3600 }) {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_basic",
        application_type: "native",
      },
    ],
    scopes: ["openid", "offline_access"],
    features: { devInteractions: { enabled: true }, revocation: { enabled: true }, introspection: { enabled: true } },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_, asking) => asking.grantTypeAllowed("refresh_token"),
    ttl: { AccessToken: lifetime, AuthorizationCode: 30, Session: 600, Grant: 600, Interaction: 600, IdToken: 600 },
    cookies: { keys: ["only for tests"] },
  });
  const events = [];
  for (const name of ["grant.success", "grant.error", "access_token.destroyed", "refresh_token.destroyed", "refresh_token.consumed"]) {
    provider.on(name, () => events.push(name));
  }
  const api = [];
  const pages = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url.startsWith("/api/")) return pages(request, response);
    for await (const _ of request);
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const known = given ? await provider.AccessToken.find(given) : undefined;
    api.push({ token: given, status: known ? 200 : 401 });
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    response.end(known ? "{}" : '{"error":"invalid_token"}');
  });
  return {
    issuer,
    events,
    api,
    /** What a thief or an administrator would do. */
    forget: async (token) => (await provider.AccessToken.find(token))?.destroy(),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
