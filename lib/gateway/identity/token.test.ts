import { createHmac } from "node:crypto";
import { CompactEncrypt } from "jose";
import { expect, test } from "vitest";
import { CLAIMS, NOW, rawToken, SECRET, tokenWith } from "#tests/auth/raw-token.ts";
import { signGatewayToken } from "./sign.ts";
import { createTokenVerifier } from "./token.ts";

const PREVIOUS = "the-secret-that-was-in-use-until-now!";
const invalid = expect.objectContaining({
  reason: "token_invalid",
  headers: ["www-authenticate", expect.stringContaining('error="invalid_token"')],
});
const expired = expect.objectContaining({
  reason: "token_expired",
  headers: ["www-authenticate", expect.stringContaining('error="invalid_token"')],
});

function verifier(secret = SECRET, cachedTokensMax = 100) {
  const clock = { seconds: NOW };
  const tokens = createTokenVerifier({
    secret,
    previousSecrets: [PREVIOUS],
    now: () => clock.seconds * 1000,
    cachedTokensMax,
  });
  return { clock, verify: async (token: string) => tokens.verify(token), tokens };
}

test("vouches for the guide's token", async () => {
  const { verify } = verifier();

  expect(await verify(rawToken())).toMatchObject({ orgId: "org-uuid", role: "user" });
});

test("vouches for the tokens that the gateway signs", async () => {
  const { verify } = verifier();
  const subject = { orgId: "o", userId: "u", email: "e@x", role: "viewer", scopes: ["read"] };
  const signing = { secret: SECRET, sessionId: "s-1", now: NOW * 1000 };

  const token = await signGatewayToken(subject, signing);

  expect(await verify(token)).toEqual({ ...subject, sessionId: "s-1", expiresAt: NOW + 3600 });
});

test.each(["a b", "\tabc", "abc\u00e9", '"abc"', "a=bc", "abc, Bearer def"])(
  "refuses %j, which is no token at all",
  async (text) => {
    await expect(verifier().verify(text)).rejects.toThrow(invalid);
  },
);

test.each([
  [
    "the signature is of no secret of ours",
    rawToken({ secret: "some-other-secret-of-32-bytes-12" }),
  ],
  ['unexpected "aud" claim value', tokenWith({ aud: "another-audience" })],
  ['missing required "exp" claim', tokenWith({ exp: undefined })],
  ["claim org_id: Invalid input: expected string, received number", tokenWith({ org_id: 4711 })],
  ["not JSON in UTF-8", `${Buffer.from("s3cret").toString("base64url")}.e30.e30`],
])("tells operators in words why it refuses a token: %s", async (why, token) => {
  const error = await verifier()
    .verify(token)
    .catch((error: unknown) => error);

  expect(error).toMatchObject({ reason: "token_invalid", cause: why });
});

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

test("refuses a signed payload that says a claim twice", async () => {
  const { verify } = verifier();
  const payload = `${JSON.stringify(CLAIMS).slice(0, -1)},"org_id":"other"}`;

  await expect(verify(rawToken({ payload }))).rejects.toThrow(invalid);
});

test("takes a token of 8 KB and refuses a larger one", async () => {
  const { verify } = verifier();
  const filled = (length: number) => tokenWith({ filler: "x".repeat(length) });
  const room = Math.floor(((8192 - filled(0).length) * 3) / 4);

  await expect(verify(filled(room))).resolves.toBeDefined();
  await expect(verify(filled(room + 4))).rejects.toThrow(invalid);
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

test.each([
  ["no iss", { iss: undefined }],
  ["another iss", { iss: "joe" }],
  ["a list as iss", { iss: ["eloquent-gateway"] }],
  ["no aud", { aud: undefined }],
  ["another aud", { aud: "other-api" }],
  ["an aud that contains ours as text", { aud: "eloquent-api2" }],
  ["a list of other auds", { aud: ["other-api"] }],
  ["an object as aud", { aud: { "eloquent-api": true } }],
  ["no exp", { exp: undefined }],
  ["exp as text", { exp: String(NOW + 3600) }],
  ["a list as exp", { exp: [NOW + 3600] }],
  ["exp null", { exp: null }],
  ["nbf ahead", { nbf: NOW + 6 }],
  ["nbf as text", { nbf: String(NOW) }],
  ["iat as text", { iat: String(NOW) }],
  ["no org_id", { org_id: undefined }],
  ["an empty user_id", { user_id: "" }],
  ["a line break in org_id", { org_id: "a\r\nx-user-role: admin" }],
  ["another product", { product: "other" }],
])("refuses a token with %s", async (_, claims) => {
  const { verify } = verifier();

  await expect(verify(tokenWith(claims))).rejects.toThrow(invalid);
});

test("refuses an exp that no clock reaches", async () => {
  const { verify } = verifier();
  const payload = JSON.stringify(CLAIMS).replace(String(CLAIMS.exp), "1e999");

  await expect(verify(rawToken({ payload }))).rejects.toThrow(invalid);
});

test("takes our aud among others", async () => {
  const { verify } = verifier();

  const identity = await verify(tokenWith({ aud: ["other-api", "eloquent-api"] }));

  expect(identity.orgId).toBe("org-uuid");
});

test("allows clocks to differ by five seconds and no more", async () => {
  const { verify } = verifier();

  await expect(verify(tokenWith({ exp: NOW - 4 }))).resolves.toBeDefined();
  await expect(verify(tokenWith({ exp: NOW - 5 }))).rejects.toThrow(expired);
  await expect(verify(tokenWith({ nbf: NOW + 5 }))).resolves.toBeDefined();
  await expect(verify(tokenWith({ nbf: NOW + 6 }))).rejects.toThrow(invalid);
});

test("calls a token expired only when its signature is good", async () => {
  const { verify } = verifier();
  const payload = { ...CLAIMS, exp: NOW - 60 };

  await expect(verify(rawToken({ payload }))).rejects.toThrow(expired);
  await expect(verify(rawToken({ payload, secret: "another" }))).rejects.toThrow(invalid);
});

test("answers at once for a token that it knows", async () => {
  const { verify, tokens } = verifier();
  const first = await verify(rawToken());

  expect(tokens.verify(rawToken())).toBe(first);
});

test("never answers from memory past exp, or before nbf when the clock is set back", async () => {
  const { clock, verify, tokens } = verifier();
  const token = tokenWith({ exp: NOW + 10, nbf: NOW });
  await verify(token);

  clock.seconds = NOW + 14;
  expect(tokens.verify(token)).toMatchObject({ orgId: "org-uuid" });
  clock.seconds = NOW - 6;
  expect(() => tokens.verify(token)).toThrow(invalid);
  clock.seconds = NOW + 15;
  expect(() => tokens.verify(token)).toThrow(expired);
});

test("remembers no token that it refused", async () => {
  const { clock, verify } = verifier();
  const token = tokenWith({ nbf: NOW + 60 });
  await expect(verify(token)).rejects.toThrow(invalid);

  clock.seconds = NOW + 60;

  await expect(verify(token)).resolves.toBeDefined();
});

test("verifies anew what was told to be forgotten", async () => {
  const { verify, tokens } = verifier();
  await verify(rawToken());

  tokens.forget(({ userId }) => userId === "user-uuid");

  expect(tokens.verify(rawToken())).toBeInstanceOf(Promise);
});

test("does not remember a token whose verification began before it was to be forgotten", async () => {
  const { tokens } = verifier();

  const pending = tokens.verify(rawToken());
  tokens.forget(() => true);
  await pending;

  expect(tokens.verify(rawToken())).toBeInstanceOf(Promise);
});

test("keys its memory by the whole token", async () => {
  const { verify } = verifier();
  const token = rawToken();
  await verify(token);
  const forged = createHmac("sha256", "wrong").update("").digest("base64url");

  await expect(verify(`${token.slice(0, token.lastIndexOf("."))}.${forged}`)).rejects.toThrow(
    invalid,
  );
});
