import { expect, test } from "vitest";
import { NOW, rawToken, SECRET, tokenWith } from "#tests/auth/raw-token.ts";
import { invalid, verifier } from "#tests/auth/token-verifier.ts";
import { signGatewayToken } from "./sign.ts";

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

test("takes a token of 8 KB and refuses a larger one", async () => {
  const { verify } = verifier();
  const filled = (length: number) => tokenWith({ filler: "x".repeat(length) });
  const room = Math.floor(((8192 - filled(0).length) * 3) / 4);

  await expect(verify(filled(room))).resolves.toBeDefined();
  await expect(verify(filled(room + 4))).rejects.toThrow(invalid);
});
