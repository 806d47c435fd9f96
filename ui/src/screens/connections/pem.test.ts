import { expect, it } from "vitest";
import { AUTHORITY, KEY, ORGANISATION } from "../../testing/fixture/pem";
import { apart, certificatesIn, certificatesProblem, keyProblem, pemFile } from "./pem";
import { readCertificate } from "./x509";

const der = (pem: string) =>
  Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, "")), (char) => char.charCodeAt(0));

it("reads whose certificates they are and when they end", () => {
  expect(certificatesIn(`a comment\n${AUTHORITY}\n${ORGANISATION}`)).toEqual([
    { subject: "Schmidt Haus-CA", ends: "2051-07-13T13:33:54.000Z" },
    { subject: "Käufer & Söhne", ends: "2027-03-01T13:33:54.000Z" },
  ]);
});

it("says why a text is none, and takes none for one", () => {
  expect(certificatesProblem("")).toBeNull();
  expect(certificatesProblem(AUTHORITY + ORGANISATION)).toBeNull();
  expect(certificatesProblem("hello")).toMatch(/no certificate in it/);
  expect(certificatesProblem(AUTHORITY + KEY)).toMatch(/private key/);
  expect(certificatesProblem(AUTHORITY.replace("MII", "NII"))).toMatch(/^Part 1 is no certificate/);
  expect(certificatesProblem(AUTHORITY + ORGANISATION.replaceAll("CERTIFICATE", "X509 CRL"))).toMatch(/^Part 2/);
  expect(certificatesProblem(AUTHORITY.repeat(400))).toBe("At most 128 KiB.");
});

it("is content with nothing that was cut short or changed", () => {
  const whole = der(AUTHORITY);
  for (let length = 0; length < whole.length; length++) expect(readCertificate(whole.subarray(0, length))).toBeNull();
  // Whatever stands there, it answers.
  for (let at = 0; at < whole.length; at++) {
    const changed = Uint8Array.from(whole);
    changed[at] = 0xff - (changed[at] ?? 0);
    readCertificate(changed);
  }
});

it("knows a key, and one that has a passphrase", () => {
  expect(keyProblem(KEY)).toBeNull();
  expect(keyProblem(KEY.replaceAll("PRIVATE KEY", "RSA PRIVATE KEY"))).toBeNull();
  expect(keyProblem(KEY.replaceAll("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"))).toMatch(/passphrase of its own/);
  expect(keyProblem(KEY.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n"))).toMatch(
    /passphrase of its own/,
  );
  expect(keyProblem(AUTHORITY)).toMatch(/no private key/);
  expect(keyProblem(KEY + KEY)).toMatch(/more than one/);
});

it("takes a text that holds both apart", () => {
  expect(apart(`${KEY}${AUTHORITY}`)).toEqual({ certificates: AUTHORITY.trim(), key: KEY.trim() });
  expect(apart(AUTHORITY)).toEqual({ certificates: AUTHORITY.trim(), key: "" });
});

it("makes PEM of a certificate's bare bytes, and says what else a file is", async () => {
  const bare = await pemFile(new File([der(AUTHORITY)], "ca.der"));
  expect(bare.trim()).toBe(AUTHORITY.trim());
  expect(await pemFile(new File([AUTHORITY], "ca.pem"))).toBe(AUTHORITY);
  await expect(pemFile(new File([Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x03)], "own.p12"))).rejects.toThrow(/\.p12/);
});
