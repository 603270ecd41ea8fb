import { describe, expect, test } from "vitest";
import { errorOf, json, refuse, useClient } from "#tests/support/client-gateway.ts";

describe("busy services", () => {
  test.each([
    [429, "RATE_LIMITED"],
    [503, "SERVICE_UNAVAILABLE"],
  ])("after a %i an idempotent call waits as long as it is told", async (status, code) => {
    let answers = 0;
    const { gateway, waits } = await useClient((_, response) => {
      answers += 1;
      if (answers === 1) refuse(response, status, code, { "retry-after": "7" });
      else json(response, 200, {});
    });

    await gateway.put("/api/v1/agents/{id}", {
      params: { path: { id: "a" } },
      body: { name: "a" },
    });

    expect(waits).toEqual([7000]);
  });

  test("a call that may have done something is not repeated", async () => {
    const { gateway, waits } = await useClient((_, response) =>
      refuse(response, 429, "RATE_LIMITED", { "retry-after": "1" }),
    );

    const error = await errorOf(gateway.post("/api/v1/agents", { body: { name: "a" } }));

    expect([error.code, error.retryAfterSeconds]).toEqual(["RATE_LIMITED", 1]);
    expect(waits).toEqual([]);
  });

  test.each([
    ["no Retry-After", {}, []],
    ["one of an hour", { "retry-after": "3600" }, []],
    ["one that never ends", { "retry-after": "1" }, [1000, 1000]],
  ])("gives up on %s", async (_, headers, expected) => {
    const { gateway, waits } = await useClient((_request, response) =>
      refuse(response, 503, "SERVICE_UNAVAILABLE", headers),
    );

    const error = await errorOf(gateway.get("/api/v1/agents"));

    expect(error.code).toBe("SERVICE_UNAVAILABLE");
    expect(waits).toEqual(expected);
  });

  test("a file is sent once, whatever comes back", async () => {
    const { gateway, seen } = await useClient((request, response) => {
      request.resume();
      refuse(response, 401, "EXPIRED_TOKEN");
    });

    const error = await errorOf(
      gateway.put("/api/v1/entities/{id}/file", {
        params: { path: { id: "a" } },
        body: new Blob(["bytes"], { type: "text/plain" }),
      }),
    );

    expect(error.code).toBe("EXPIRED_TOKEN");
    expect(seen).toHaveLength(1);
  });
});
