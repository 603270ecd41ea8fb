import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer, makeToken } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/items";

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [{ path: PATH }],
    defaults: { auth_failures: { requests: 2, window: "1h" } },
    env: { TRUSTED_PROXIES: "127.0.0.1" },
  });
  const call = (from: string, authorization?: string) =>
    gateway.send(PATH, {
      headers: {
        "x-forwarded-for": from,
        ...(authorization === undefined ? {} : { authorization }),
      },
    });

  test("answers a bad token beyond the limit 429, and a good one from there as ever", async () => {
    const from = "192.0.2.1";
    for (const _ of [1, 2]) expectEnvelope(await call(from, "Bearer a.b.c"), 401, "UNAUTHORIZED");

    const beyond = await call(from, "Bearer a.b.c");
    const good = await call(from, (await bearer()).authorization);

    expectEnvelope(beyond, 429, "RATE_LIMITED");
    expect(Number(beyond.header("retry-after"))).toBeGreaterThan(0);
    expect(good.status).toBe(200);
    expectEnvelope(await call("192.0.2.2", "Bearer a.b.c"), 401, "UNAUTHORIZED");
  });

  test("counts neither missing nor expired tokens", async () => {
    const from = "192.0.2.3";
    const expired = `Bearer ${await makeToken({ expiresIn: -60 })}`;

    for (const _ of [1, 2, 3]) {
      expectEnvelope(await call(from), 401, "UNAUTHORIZED");
      expectEnvelope(await call(from, expired), 401, "EXPIRED_TOKEN");
    }

    expectEnvelope(await call(from, "Bearer a.b.c"), 401, "UNAUTHORIZED");
  });
});
