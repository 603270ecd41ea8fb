import { CompactEncrypt } from "jose";
import { expect, test } from "vitest";
import { CLAIMS, rawToken, SECRET } from "#tests/auth/raw-token.ts";
import { invalid, PREVIOUS, verifier } from "#tests/auth/token-verifier.ts";

test("vouches during a rotation for tokens signed with the previous secret", async () => {
  const { verify } = verifier();

  expect(await verify(rawToken({ secret: PREVIOUS }))).toMatchObject({ orgId: "org-uuid" });
});

test("refuses a token signed with any other secret", async () => {
  const { verify } = verifier();

  await expect(verify(rawToken({ secret: `${SECRET}x` }))).rejects.toThrow(invalid);
});

test("refuses a token of which any one character was changed", async () => {
  const { verify } = verifier();
  const token = rawToken();

  for (let index = 0; index < token.length; index += 1) {
    const other = token[index] === "A" ? "B" : "A";
    const altered = token.slice(0, index) + other + token.slice(index + 1);
    await expect(verify(altered), `at ${index}`).rejects.toThrow(invalid);
  }
});

test("refuses a signed token that names no algorithm", async () => {
  const { verify } = verifier();
  const [header, payload] = rawToken({ header: { alg: "none" } }).split(".");

  await expect(verify(`${header}.${payload}.`)).rejects.toThrow(invalid);
});

test.each(["sha384", "sha512"] as const)("refuses a token signed with %s", async (hash) => {
  const { verify } = verifier();
  const header = { alg: hash.replace("sha", "HS") };

  await expect(verify(rawToken({ header, hash }))).rejects.toThrow(invalid);
});

test("refuses RS256 in a token signed with the secret", async () => {
  const { verify } = verifier();

  await expect(verify(rawToken({ header: { alg: "RS256" } }))).rejects.toThrow(invalid);
});

test("uses no key that a token brings along or points to", async () => {
  const { verify } = verifier();
  const k = Buffer.from("attacker").toString("base64url");
  const header = {
    alg: "HS256",
    kid: "../../dev/null",
    jku: "http://x.example",
    jwk: { kty: "oct", k },
  };

  await expect(verify(rawToken({ header, secret: "attacker" }))).rejects.toThrow(invalid);
});

test("refuses an encrypted token", async () => {
  const { verify } = verifier();
  const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(CLAIMS)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(Buffer.alloc(32));

  await expect(verify(jwe)).rejects.toThrow(invalid);
});
