import { decodeJwt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { CLAIMS, NOW, SECRET } from "#tests/auth/raw-token.ts";
import { signGatewayToken } from "./sign.ts";

const subject = {
  orgId: CLAIMS.org_id,
  userId: CLAIMS.user_id,
  email: CLAIMS.email,
  role: CLAIMS.role,
  scopes: CLAIMS.scopes,
};
const signing = { secret: SECRET, sessionId: "session-1", now: NOW * 1000 + 999 };

test("signs exactly the claims of the contract, for an hour", async () => {
  const token = await signGatewayToken(subject, signing);

  expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "JWT" });
  expect(decodeJwt(token)).toEqual({
    ...CLAIMS,
    jti: expect.stringMatching(/^session-1\.[\w-]{16}$/),
  });
});

test("gives every token of a session an id of its own", async () => {
  const tokens = await Promise.all([
    signGatewayToken(subject, signing),
    signGatewayToken(subject, signing),
  ]);

  expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(2);
});
