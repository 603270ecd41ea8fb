import { describe, expect, test } from "vitest";
import {
  errorOf,
  HOUR_MS,
  json,
  refuse,
  tokenIn,
  tokenNumber,
  useClient,
} from "#tests/support/client-gateway.ts";
import { announceSignOut } from "./session-channel.ts";

describe("the token", () => {
  test("calls at the same time share one request for it", async () => {
    const { gateway, minted, seen } = await useClient((_, response) => json(response, 200, {}));

    await Promise.all([1, 2, 3].map(() => gateway.get("/api/v1/agents")));

    expect(minted()).toBe(1);
    expect(seen.map(({ token }) => token)).toEqual(["h1", "h1", "h1"]);
  });

  test("is replaced in its last minute, while calls go on with the old one", async () => {
    const { gateway, clock, seen, minted } = await useClient((_, response) =>
      json(response, 200, {}),
    );
    await gateway.get("/api/v1/agents");

    clock.now += HOUR_MS - 59_000;
    const renewed = new Promise<void>((resolve) => {
      gateway.tokens.subscribe(() => gateway.tokens.isRenewing || resolve());
    });
    await gateway.get("/api/v1/agents");
    await renewed;
    await gateway.get("/api/v1/agents");

    expect(minted()).toBe(2);
    expect(seen.map(({ token }) => token)).toEqual(["h1", "h1", "h2"]);
  });

  test("that has expired in hand is never sent", async () => {
    const { gateway, clock, seen } = await useClient((_, response) => json(response, 200, {}));
    await gateway.get("/api/v1/agents");

    clock.now += HOUR_MS;
    await gateway.get("/api/v1/agents");

    expect(seen.at(-1)?.token).toBe("h2");
  });

  test("that the gateway finds expired is replaced, and the call sent once more", async () => {
    const { gateway, seen } = await useClient((request, response) =>
      tokenIn(request) === "h1" ? refuse(response, 401, "EXPIRED_TOKEN") : json(response, 200, {}),
    );

    await gateway.post("/api/v1/agents", { body: { name: "a" } });

    expect(seen.map(({ token }) => token)).toEqual(["h1", "h2"]);
  });

  test("that expires again at once is an error, not a loop", async () => {
    const { gateway, seen } = await useClient((_, response) =>
      refuse(response, 401, "EXPIRED_TOKEN"),
    );

    const error = await errorOf(gateway.get("/api/v1/agents"));

    expect(error.code).toBe("EXPIRED_TOKEN");
    expect(seen).toHaveLength(2);
  });

  test("is dropped when the gateway refuses it", async () => {
    const { gateway } = await useClient((_, response) => refuse(response, 401, "UNAUTHORIZED"));

    await errorOf(gateway.get("/api/v1/agents"));

    expect(gateway.tokens.held).toBeNull();
  });

  test("is dropped when another page signs out", async () => {
    const { gateway } = await useClient((_, response) => json(response, 200, {}));
    await gateway.get("/api/v1/agents");
    const dropped = new Promise<void>((resolve) => {
      gateway.tokens.subscribe(() => gateway.tokens.held ?? resolve());
    });

    announceSignOut();

    await dropped;
    expect(gateway.tokens.held).toBeNull();
  });

  test("is dropped when another page gets one of another session", async () => {
    const first = await useClient((_, response) => json(response, 200, {}));
    await first.gateway.get("/api/v1/agents");
    const dropped = new Promise<void>((resolve) => {
      first.gateway.tokens.subscribe(() => first.gateway.tokens.held ?? resolve());
    });
    const other = await useClient(
      (_, response) => json(response, 200, {}),
      (_, response) => response.end(JSON.stringify({ token: tokenNumber(1, "t"), expiresIn: 60 })),
    );

    await other.gateway.get("/api/v1/agents");

    await dropped;
    expect(first.gateway.tokens.held).toBeNull();
  });

  test("without a session there is none, and the gateway decides", async () => {
    const { gateway, seen } = await useClient(
      (_, response) => json(response, 200, { status: "ok" }),
      (_, response) => refuse(response, 401, "UNAUTHORIZED"),
    );

    const { data } = await gateway.get("/api/v1/status");

    expect(data).toEqual({ status: "ok" });
    expect(seen).toEqual([{ line: "GET /api/v1/status", token: "none" }]);
  });

  test("that cannot be had is the error that its endpoint gave", async () => {
    const { gateway, seen } = await useClient(
      () => {},
      (_, response) => refuse(response, 403, "FORBIDDEN"),
    );

    const error = await errorOf(gateway.get("/api/v1/agents"));

    expect([error.code, error.requestId]).toEqual(["FORBIDDEN", "req-envelope"]);
    expect(seen).toEqual([]);
  });
});
