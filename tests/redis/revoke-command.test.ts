import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStores, type Stores } from "#lib/gateway/stores/open.ts";
import { freePort } from "#tests/support/app.ts";
import { runGateway } from "#tests/support/command.ts";
import { type RedisServer, startRedis } from "#tests/support/redis.ts";

let redis: RedisServer;
let replica: Stores;
let cwd: string;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "gateway-revoke-"));
  redis = await startRedis();
  replica = openStores({ kind: "tcp", url: redis.url }, pino({ level: "silent" }));
  await replica.opened;
});
afterAll(async () => {
  replica.shared?.redis.close();
  await redis.kill();
  rmSync(cwd, { recursive: true });
});

test.each([
  ["session s-1", { orgId: "o", userId: "u", sessionId: "s-1" }, "session"],
  ["user acme u-1", { orgId: "acme", userId: "u-1", sessionId: null }, "user"],
  ["org globex", { orgId: "globex", userId: "anybody", sessionId: null }, "org"],
])("a running replica hears of `revoke %s` within its 5 s", async (target, subject, kind) => {
  const revocationOf = () => replica.revocations.revocationOf(subject, Date.now());
  const before = revocationOf();

  const { code, stdout } = await revoke(target.split(" "), redis.url);

  expect([code, before]).toEqual([0, null]);
  expect(stdout).toContain("every replica knows within 5 s");
  await expect.poll(revocationOf, { timeout: 5000 }).toBe(kind);
});

test("says until when, which is never before the tokens made so far have expired", async () => {
  const { stdout } = await revoke(["org", "initech", "--for", "1ms", "--json"], redis.url);

  const { revoked, target, until } = JSON.parse(stdout);
  expect([revoked, target]).toEqual([true, { kind: "org", orgId: "initech" }]);
  expect(Date.parse(until)).toBeGreaterThan(Date.now() + 3600 * 1000);
});

test("says that nothing is revoked when the Redis does not answer, and ends with 1", async () => {
  const url = `redis://127.0.0.1:${await freePort()}`;

  const { code, stderr, stdout } = await revoke(["org", "acme"], url);

  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toBe("gateway: the Redis does not answer, so nothing is revoked\n");
});

function revoke(parameters: readonly string[], url: string) {
  return runGateway(["revoke", ...parameters], { cwd, env: { REDIS_URL: url } });
}
