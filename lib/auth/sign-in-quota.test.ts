import { expect, test } from "vitest";
import { memoryLimiter } from "../gateway/ratelimit/memory-limiter.ts";
import { assertSignInQuota } from "./sign-in-quota.ts";

const NOW = 1_709_287_200_000;
const limited = expect.objectContaining({
  reason: "rate_limited",
  headers: ["retry-after", expect.stringMatching(/^[1-9]\d*$/)],
});

async function attempts(method: string, path: string, count: number) {
  const limiter = memoryLimiter();
  const attempt = (clientNetwork: string | null) =>
    assertSignInQuota({ method, segments: path.split("/"), clientNetwork }, limiter, NOW);
  for (let index = 0; index < count; index += 1) await attempt("192.0.2.1");
  return attempt;
}

test.each([
  ["POST", "callback/credentials"],
  ["POST", "signin/oidc"],
  ["GET", "callback/oidc"],
])("refuses the eleventh %s %s of a minute from one address", async (method, path) => {
  const attempt = await attempts(method, path, 10);

  await expect(attempt("192.0.2.1")).rejects.toThrow(limited);
  await expect(attempt("192.0.2.2")).resolves.toBeUndefined();
});

test.each([
  ["GET", "signin"],
  ["GET", "session"],
  ["GET", "csrf"],
  ["GET", "providers"],
  ["POST", "signout"],
])("does not count %s %s", async (method, path) => {
  const attempt = await attempts(method, path, 50);

  await expect(attempt("192.0.2.1")).resolves.toBeUndefined();
});

test("counts callers whose address is unknown together", async () => {
  const attempt = await attempts("POST", "callback/credentials", 0);
  for (let index = 0; index < 10; index += 1) await attempt(null);

  await expect(attempt(null)).rejects.toThrow(limited);
});
