import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: [{ path: "/api/v1/items" }] });

  test("says at /health that it lives", async () => {
    const answer = await gateway.send("/health");

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ status: "ok" });
    expect(answer.header("cache-control")).toBe("no-store");
  });

  test("says at /ready that it takes requests, with each check", async () => {
    const answer = await gateway.send("/ready");

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ checks: { configuration: "ok" } });
    expect(answer.header("cache-control")).toBe("no-store");
  });

  test.each(["text/html", "application/json"])(
    "takes a trailing slash behind the API description for another path, asked for %s",
    async (accept) => {
      const answer = await gateway.send("/api/v1/docs/", { headers: { accept } });

      expectEnvelope(answer, 404, "NOT_FOUND");
    },
  );

  test.each([
    "/health",
    "/ready",
    "/api/v1/docs",
    "/api/v1/docs/openapi.json",
    "/api/gateway-token",
    "/api/auth/session",
  ])("never sends %s to an upstream", async (path) => {
    const answer = await gateway.send(path, {
      headers: { ...(await bearer()), accept: "application/json" },
    });

    expect(answer.status).not.toBe(404);
    expect(gateway.upstream.requests).toEqual([]);
  });
});
