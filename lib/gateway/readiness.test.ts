import { expect, test } from "vitest";
import { readinessOf } from "./readiness.ts";

const well = { isServing: true, isRedisGone: null, openCircuits: [] };

test("is ready with every check ok", () => {
  expect(readinessOf(well)).toEqual({
    isReady: true,
    status: "ready",
    checks: { configuration: "ok", upstreams: "ok" },
  });
});

test("is degraded, and stays with the balancer, while circuits are open", () => {
  expect(readinessOf({ ...well, openCircuits: ["A_URL", "b:80"] })).toEqual({
    isReady: true,
    status: "degraded",
    checks: { configuration: "ok", upstreams: "circuit open: A_URL, b:80" },
  });
});

test("is degraded, and stays with the balancer, while Redis is gone", () => {
  expect(readinessOf({ ...well, isRedisGone: true })).toMatchObject({
    isReady: true,
    status: "degraded",
    checks: { redis: "gone", upstreams: "ok" },
  });
});

test("leaves the balancer when it shuts down", () => {
  expect(readinessOf({ ...well, isServing: false })).toMatchObject({
    isReady: false,
    status: "shutting down",
  });
});
