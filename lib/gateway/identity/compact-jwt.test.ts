import { expect, test } from "vitest";
import { CLAIMS, rawToken } from "#tests/auth/raw-token.ts";
import { assertCompactJwt, isBase64Url } from "./compact-jwt.ts";

// RFC 7515 appendix A.1.1.
const RFC_HEADER = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9";
const RFC_PAYLOAD =
  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RFC_SIGNATURE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

const base64url = (text: string | Buffer) => Buffer.from(text).toString("base64url");

test("takes the example of RFC 7515", () => {
  expect(() => assertCompactJwt(`${RFC_HEADER}.${RFC_PAYLOAD}.${RFC_SIGNATURE}`)).not.toThrow();
});

test.each([
  ["no parts", ""],
  ["two parts", `${RFC_HEADER}.${RFC_PAYLOAD}`],
  ["four parts", `${RFC_HEADER}.${RFC_PAYLOAD}.${RFC_SIGNATURE}.`],
  ["the five parts of a JWE", `${RFC_HEADER}.a.b.c.d`],
  ["an empty header", `.${RFC_PAYLOAD}.${RFC_SIGNATURE}`],
  ["an empty payload", `${RFC_HEADER}..${RFC_SIGNATURE}`],
  ["an empty signature", `${RFC_HEADER}.${RFC_PAYLOAD}.`],
  ["padding", `${RFC_HEADER}.${RFC_PAYLOAD}.${RFC_SIGNATURE}=`],
  [
    "a trailing bit in the signature",
    `${RFC_HEADER}.${RFC_PAYLOAD}.${RFC_SIGNATURE.slice(0, -1)}l`,
  ],
  ["a trailing bit in the payload", `${RFC_HEADER}.${RFC_PAYLOAD.slice(0, -1)}R.${RFC_SIGNATURE}`],
  ["the characters of plain base64", `${RFC_HEADER}.${RFC_PAYLOAD}.+/${RFC_SIGNATURE.slice(2)}`],
  ["a line break", `${RFC_HEADER}.${RFC_PAYLOAD}.${RFC_SIGNATURE}\n`],
  ["a space", `${RFC_HEADER} .${RFC_PAYLOAD}.${RFC_SIGNATURE}`],
  ["64 KB", `${RFC_HEADER}.${"A".repeat(64 * 1024)}.${RFC_SIGNATURE}`],
])("refuses %s", (_, token) => {
  expect(() => assertCompactJwt(token)).toThrow(
    expect.objectContaining({ reason: "token_invalid" }),
  );
});

test.each<[string, object | string]>([
  ["no alg", {}],
  ["alg none", { alg: "none" }],
  ["alg None", { alg: "None" }],
  ["a lower-case alg", { alg: "hs256" }],
  ["HS384", { alg: "HS384" }],
  ["HS512", { alg: "HS512" }],
  ["RS256", { alg: "RS256" }],
  ["a list of algs", { alg: ["HS256"] }],
  ["crit", { alg: "HS256", crit: ["exp"] }],
  ["an empty crit", { alg: "HS256", crit: [] }],
  ["an unencoded payload", { alg: "HS256", b64: false, crit: ["b64"] }],
  ["two algs", '{"alg":"none","alg":"HS256"}'],
  ["two algs, one escaped", '{"\\u0061lg":"none","alg":"HS256"}'],
  ["a list", '["HS256"]'],
  ["no JSON", "alg=HS256"],
  ["null", "null"],
  ["a byte order mark", '\ufeff{"alg":"HS256"}'],
])("refuses a header with %s", (_, header) => {
  expect(() => assertCompactJwt(rawToken({ header }))).toThrow(
    expect.objectContaining({ reason: "token_invalid" }),
  );
});

test("refuses a payload that says a claim twice", () => {
  const once = JSON.stringify(CLAIMS).slice(1, -1);

  expect(() => assertCompactJwt(rawToken({ payload: `{${once},"org_id":"other"}` }))).toThrow(
    expect.objectContaining({ cause: "duplicate members" }),
  );
});

test("counts no nested member, and nothing inside text, as a duplicate", () => {
  const payload = '{"a":{"x":1,"y":[{"x":2}]},"x":"{\\"a\\":\\"b:\\\\","__proto__":1}';

  expect(() => assertCompactJwt(rawToken({ payload }))).not.toThrow();
});

test("refuses a payload that is no UTF-8", () => {
  const payload = base64url(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));

  expect(() => assertCompactJwt(`${RFC_HEADER}.${payload}.${RFC_SIGNATURE}`)).toThrow(
    expect.objectContaining({ reason: "token_invalid" }),
  );
});

test("knows exactly one spelling of every byte string of up to two bytes", () => {
  for (const bytes of [[0], [255], [0, 0], [255, 255], [1, 2]]) {
    const canonical = base64url(Buffer.from(bytes));
    const last = canonical.charCodeAt(canonical.length - 1);
    const altered = canonical.slice(0, -1) + String.fromCharCode(last === 103 ? 104 : last + 1);

    expect(isBase64Url(canonical)).toBe(true);
    expect(isBase64Url(altered)).toBe(false);
  }
});
