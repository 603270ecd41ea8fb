import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { CLAIMS } from "#tests/auth/raw-token.ts";
import { createTokenVerifier } from "./token.ts";

// RFC 7515 appendix A.1: an HS256 token of the issuer "joe", and its key.
const KEY = Buffer.from(
  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
  "base64url",
);
const EXAMPLE =
  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" +
  ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
  ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const EXPIRES = 1_300_819_380;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const tokens = createTokenVerifier({
  secret: KEY,
  previousSecrets: [],
  now: () => (EXPIRES - 60) * 1000,
});

/** Why a token is refused, as operators are told; null for one that is vouched for. */
async function refusalOf(token: string): Promise<string | null> {
  try {
    await tokens.verify(token);
    return null;
  } catch (error) {
    return error instanceof Error ? String(error.cause) : "";
  }
}

// What is wrong with the example are its claims alone, which are looked at after the signature.
const FOR_NO_AUDIENCE = 'missing required "aud" claim';

test("finds RFC 7515's example well signed, and not for us", async () => {
  expect(await refusalOf(EXAMPLE)).toBe(FOR_NO_AUDIENCE);
});

test("vouches for our claims in the example's form, signed with its key", async () => {
  const payload = { ...CLAIMS, iat: EXPIRES - 3600, exp: EXPIRES };
  const [header = ""] = EXAMPLE.split(".");
  const input = `${header}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}`;
  const signature = createHmac("sha256", KEY).update(input).digest("base64url");

  expect(await refusalOf(`${input}.${signature}`)).toBeNull();
});

function* substitutions(): Generator<string> {
  for (let at = 0; at < EXAMPLE.length; at += 1)
    for (const letter of `${ALPHABET}.=+/`)
      if (letter !== EXAMPLE[at]) yield EXAMPLE.slice(0, at) + letter + EXAMPLE.slice(at + 1);
}

function* deletions(): Generator<string> {
  for (let at = 0; at < EXAMPLE.length; at += 1) yield EXAMPLE.slice(0, at) + EXAMPLE.slice(at + 1);
}

function* insertions(): Generator<string> {
  for (let at = 0; at <= EXAMPLE.length; at += 1)
    for (const letter of "Ag0-_.= \n\0") yield EXAMPLE.slice(0, at) + letter + EXAMPLE.slice(at);
}

function* exchanges(): Generator<string> {
  for (let at = 1; at < EXAMPLE.length; at += 1) {
    const [one = "", other = ""] = EXAMPLE.slice(at - 1, at + 1);
    if (one !== other) yield EXAMPLE.slice(0, at - 1) + other + one + EXAMPLE.slice(at + 1);
  }
}

test.each([
  ["another character in any one place", substitutions],
  ["any one character missing", deletions],
  ["one character more in any place", insertions],
  ["any two neighbours exchanged", exchanges],
])("takes the example for badly signed or malformed with %s", async (_, mutations) => {
  const taken: string[] = [];
  let count = 0;

  for (const token of mutations()) {
    count += 1;
    const refusal = await refusalOf(token);
    if (refusal === null || refusal === FOR_NO_AUDIENCE) taken.push(token);
  }

  expect(taken).toEqual([]);
  expect(count).toBeGreaterThan(100);
});
