import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { rawValues } from "#tests/support/upstream.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/status";

// The tests' own connections come from 127.0.0.1, which stands for the nearest proxy.
describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [
      { path: PATH, auth_required: false },
      { path: "/api/v1/limited", auth_required: false, rate_limit: { requests: 1, window: "1h" } },
    ],
    env: { TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8, 2001:db8::/32" },
  });

  async function seen(name: string, ...lines: readonly string[]): Promise<string[]> {
    await gateway.raw("GET", PATH, lines);
    return rawValues(gateway.upstream.requests[0]?.rawHeaders ?? [], name);
  }

  test("appends the proxy's address to what it forwards", async () => {
    const sent = await seen(
      "x-forwarded-for",
      "X-Forwarded-For: 203.0.113.7",
      "X-Forwarded-For: 10.1.2.3",
    );

    expect(sent).toEqual(["203.0.113.7, 10.1.2.3, 127.0.0.1"]);
  });

  test("believes the proxy's scheme and host", async () => {
    const lines = ["X-Forwarded-Proto: https", "X-Forwarded-Host: app.example"];

    expect(await seen("x-forwarded-proto", ...lines)).toEqual(["https"]);
    gateway.upstream.reset();
    expect(await seen("x-forwarded-host", ...lines)).toEqual(["app.example"]);
  });

  test("does not believe nonsense from the proxy either", async () => {
    const lines = ["X-Forwarded-Proto: gopher", "X-Forwarded-Host: a b/c", "Host: own.example"];

    expect(await seen("x-forwarded-proto", ...lines)).toEqual(["http"]);
    gateway.upstream.reset();
    expect(await seen("x-forwarded-host", ...lines)).toEqual(["own.example"]);
  });

  test("counts limits by the first untrusted hop from the right", async () => {
    const limited = (forwardedFor: string) =>
      gateway.send("/api/v1/limited", { headers: { "x-forwarded-for": forwardedFor } });

    expect((await limited("198.51.100.1")).status).toBe(200);
    expect((await limited("1.1.1.1, 198.51.100.1, 10.0.0.9")).status).toBe(429);
    expect((await limited("198.51.100.1, 198.51.100.2")).status).toBe(200);
  });
});
