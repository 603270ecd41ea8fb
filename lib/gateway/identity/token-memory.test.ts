import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { NOW, rawToken, tokenWith } from "#tests/auth/raw-token.ts";
import { expired, invalid, verifier } from "#tests/auth/token-verifier.ts";

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
