import { expect, it } from "vitest";
import type { ConnectionPreset } from "../../bindings";
import { OAUTH2 } from "../../testing/fixture/authorization";
import { toConnectionValues } from "./connection-form";
import { stillMissing, withPreset } from "./presets";

const mautic: ConnectionPreset = {
  key: "mautic",
  name: "Mautic",
  about: "",
  auth: { ...OAUTH2, client_id: "", token_url: "/oauth/v2/token", authorize_url: "/oauth/v2/authorize" },
  base_url: null,
  asks: ["base_url", "auth.client_id", "auth_secret"],
};
const zithara: ConnectionPreset = { ...mautic, base_url: "https://pos-api.example.com/v1" };
const empty = toConnectionValues(null);
const labels = (values: typeof empty, asks: string[]) => stillMissing(values, asks).map(({ label }) => label);

it("fills in what is known, and says what is missing until it is there", () => {
  const values = withPreset({ ...empty, name: "CRM" }, mautic, null);
  expect(values.name).toBe("CRM");
  expect(values.auth).toMatchObject({
    kind: "authorization_code",
    token_url: "/oauth/v2/token",
    redirect_port: 47_811,
  });
  expect(labels(values, mautic.asks)).toEqual(["Base URL", "Client id", "Client secret"]);
  const filled = { ...values, base_url: "https://m.example.org", auth: { ...values.auth, client_id: "1_x" } };
  expect(labels(filled, mautic.asks)).toEqual(["Client secret"]);
});

it("keeps a base URL a person typed, not one that came with another preset", () => {
  expect(withPreset({ ...empty, base_url: "https://mine.example.org" }, zithara, null).base_url).toBe(
    "https://mine.example.org",
  );
  const first = withPreset(empty, zithara, null);
  expect(first.base_url).toBe("https://pos-api.example.com/v1");
  expect(withPreset(first, mautic, zithara).base_url).toBe("");
});

it("asks for both secrets of a Magento integration, one after the other", () => {
  const auth = { ...empty.auth, kind: "oauth1" as const };
  const asks = ["auth_secret"];
  expect(labels({ ...empty, auth }, asks)).toEqual(["Consumer secret"]);
  const secret = { ...empty.auth_secret, text: "cs" };
  expect(labels({ ...empty, auth, auth_secret: secret }, asks)).toEqual(["Access token secret"]);
  expect(labels({ ...empty, auth, auth_secret: secret, token_secret: "ts" }, asks)).toEqual([]);
});
