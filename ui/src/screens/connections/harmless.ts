/** A request that only reads, for systems whose addresses are known. */
import type { Connection } from "../../bindings";

/** The path below the base URL; empty where nothing is known, which asks the base URL itself. */
export function harmlessPath({ auth, base_url: base }: Connection): string {
  const at = (api: string, path: string) => (base.replace(/\/+$/, "").endsWith(`/${api}`) ? path : `${api}/${path}`);
  if (auth.kind === "oauth2" && auth.token_url.endsWith("/oauth/v2/token")) return at("api", "contacts?limit=1");
  if (auth.kind === "oauth1") return at("rest", "V1/store/storeConfigs");
  return "";
}
