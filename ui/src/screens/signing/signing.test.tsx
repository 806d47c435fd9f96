import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fill, lastRequest, openScreen } from "../../testing/screen";
import { headerLines, isHeaders, isWholeRequest } from "./pasted";

const RAW = 'POST /hook HTTP/1.1\nContent-Type: application/json\nX-Magento-Signature: 1229c895\n\n{"data":{"id":7}}';

const headersField = () => screen.findByRole("textbox", { name: "Headers" });
const secretField = () => screen.getByRole("textbox", { name: "Secret or key" });

it("takes a whole request apart where it is pasted, and knows its dialect", async () => {
  const { user, host } = openScreen("/signing");
  await user.click(await headersField());
  await user.paste(RAW);
  expect(await screen.findByDisplayValue('{"data":{"id":7}}')).toBe(screen.getByRole("textbox", { name: "Body" }));
  expect(await headersField()).toHaveValue("Content-Type: application/json\nX-Magento-Signature: 1229c895");
  expect(screen.getByRole("combobox", { name: "Dialect" })).toHaveValue("Aligent, Mage-OS (x-magento-signature)");
  await fill(user, secretField(), "fv38u07Wdh");
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByText("The signature holds")).toBeInTheDocument();
  expect(screen.getByText(/the v1 signature, 2 of 3, in x-magento-signature, with key 2\./)).toBeInTheDocument();
  expect(lastRequest(host, "signing.verify")).toEqual({
    dialect: "aligent",
    secret: "fv38u07Wdh",
    headers: "Content-Type: application/json\nX-Magento-Signature: 1229c895",
    body: '{"data":{"id":7}}',
  });
});

it("leaves a line that is pasted where it is pasted", async () => {
  const { user, host } = openScreen("/signing");
  await user.click(await headersField());
  await user.paste("webhook-id: a");
  expect(await headersField()).toHaveValue("webhook-id: a");
  expect(lastRequest(host, "signing.read")).toBeUndefined();
});

it("names the cause, and forgets it when something is changed", async () => {
  const { user } = openScreen("/signing");
  await fill(user, await headersField(), "webhook-signature: v1,abc=");
  await fill(user, screen.getByRole("textbox", { name: "Body" }), '{"a": 1}');
  await fill(user, secretField(), "whsec_abc");
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByText("The signature does not hold")).toBeInTheDocument();
  const causes = within(screen.getByRole("list", { name: "Why" }));
  expect(causes.getByText(/The JSON was written anew/)).toBeInTheDocument();
  expect(screen.getByText(/But for that it would fit: the v1 signature in webhook-signature\./)).toBeInTheDocument();
  await user.type(screen.getByRole("textbox", { name: "Body" }), " ");
  expect(screen.queryByText("The signature does not hold")).not.toBeInTheDocument();
});

it("judges a request of the past at its own time where that is wanted", async () => {
  const { user, host } = openScreen("/signing");
  await fill(user, await headersField(), "webhook-signature: v1,abc=");
  await fill(user, screen.getByRole("textbox", { name: "Body" }), "{}");
  await fill(user, secretField(), "whsec_abc");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText("The signature is right, and the request is refused")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Judge it at the time it was signed" }));
  expect(await screen.findByText("The signature holds")).toBeInTheDocument();
  expect(lastRequest(host, "signing.verify")).toMatchObject({ own_time: true });
  expect(screen.getByRole("checkbox", { name: "Judge it at the time it was signed" })).toBeChecked();
});

it("signs, and copies the headers", async () => {
  const { user, host } = openScreen("/signing");
  await user.click(await screen.findByText("Sign"));
  await fill(user, secretField(), "whsec_abc");
  await fill(user, screen.getByRole("textbox", { name: "Message id" }), "msg_1");
  await fill(user, screen.getByRole("textbox", { name: "Body" }), "{}");
  await user.click(screen.getByRole("button", { name: "Sign" }));
  const made = await screen.findByRole("document", { name: "Headers to send" });
  expect(made).toHaveTextContent("webhook-id: msg_1");
  await user.click(screen.getByRole("button", { name: "Copy headers" }));
  expect(host.copied[0]).toMatch(/^webhook-id: msg_1\nwebhook-timestamp: \d+\nwebhook-signature: v1,/);
  await user.click(screen.getByRole("button", { name: "Copy the signature alone" }));
  expect(host.copied[1]).toMatch(/^v1,/);
  expect(lastRequest(host, "signing.sign")).toEqual({
    dialect: "standard",
    secret: "whsec_abc",
    body: "{}",
    id: "msg_1",
  });
});

it("covers the secret until it is to be seen", async () => {
  const { user } = openScreen("/signing");
  await headersField();
  expect(secretField().className).toMatch(/covered/);
  await user.click(screen.getByRole("button", { name: "Show" }));
  expect(secretField().className).not.toMatch(/covered/);
  expect(screen.getByRole("button", { name: "Verify" })).toBeDisabled();
});

it("shows what the engine refuses", async () => {
  const { user } = openScreen("/signing", "many", (host) => {
    host.answers["signing.verify"] = () => {
      throw {
        code: "signing.key_invalid",
        message: "the secret is empty",
        next: "Give one.",
        field: "secret",
        detail: null,
      };
    };
  });
  await fill(user, await headersField(), "a: b");
  await fill(user, secretField(), "x");
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The secret is empty");
});

it("knows a whole request from a line of one", () => {
  for (const text of [
    RAW,
    "curl https://a.test -H 'a: b'",
    "HTTP/1.1 200 OK\na: b",
    "a: b\r\n\r\n{}",
    "GET /x\na: b",
  ]) {
    expect(isWholeRequest(text)).toBe(true);
  }
  for (const text of ["", "a: b", "a: b\nc: d", '{"a":1}', "curling", '{"a":\n\n1}', "whsec_abc"]) {
    expect(isWholeRequest(text)).toBe(false);
  }
  expect(isHeaders("a: b\nc-d: e\n  folded")).toBe(true);
  for (const text of ["a: b", '{"a": 1,\n"b": 2}', "a: b\nno header"]) expect(isHeaders(text)).toBe(false);
  expect(
    headerLines([
      { name: "a", value: "1" },
      { name: "b", value: "" },
    ]),
  ).toBe("a: 1\nb: ");
});

it("signs a file's bytes as they are", async () => {
  const { user, host } = openScreen("/signing");
  await user.click(await screen.findByRole("radio", { name: "Sign" }));
  await fill(user, secretField(), "whsec_abc");
  const file = new File([new Uint8Array([255, 0, 13, 10])], "body.bin");
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("no way to choose a file");
  await user.upload(input, file);
  const chosen = within(await screen.findByRole("group", { name: "Body from a file" }));
  expect(chosen.getByText("body.bin")).toBeInTheDocument();
  expect(screen.getByText(/4 bytes\./)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Sign" }));
  expect(lastRequest(host, "signing.sign")).toMatchObject({ body: "", body_base64: "/wANCg==" });
  await user.click(chosen.getByRole("button", { name: "Type the body instead" }));
  expect(screen.getByRole("textbox", { name: "Body" })).toHaveValue("");
});
