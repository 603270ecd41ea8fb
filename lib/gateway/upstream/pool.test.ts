import { expect, test } from "vitest";
import { GatewayError } from "../errors/gateway-error.ts";
import { Place } from "./place.ts";
import { type UpstreamEvent, UpstreamPool, type Verdict } from "./pool.ts";
import { createUpstreamPools } from "./pools.ts";

const NOW = 100_000;

test("refuses at once while the circuit is open, and says for how long", () => {
  const { pool } = aPool();
  settle(pool, "failed", 20);

  expect(refusalOf(() => pool.admit(NOW + 1))).toEqual(["circuit_open", "Retry-After", "5"]);
  expect(refusalOf(() => pool.admit(NOW + 4500))).toEqual(["circuit_open", "Retry-After", "1"]);
  expect(pool.state(NOW)).toMatchObject({ circuit: "open", openings: 1, refusedByCircuit: 2 });
});

test("tells of each change of the circuit once", () => {
  const { events, pool } = aPool();

  settle(pool, "failed", 20);
  pool.settle(pool.admit(NOW + 5000), "good", NOW + 5001);
  settle(pool, "good", 5);

  expect(events).toEqual([
    { kind: "circuit", upstream: "SERVICE", state: "open" },
    { kind: "circuit", upstream: "SERVICE", state: "half_open" },
    { kind: "circuit", upstream: "SERVICE", state: "closed" },
  ]);
});

test("never opens for requests that say nothing about the upstream", () => {
  const { pool } = aPool();

  settle(pool, "none", 100);

  expect(pool.state(NOW)).toMatchObject({ circuit: "closed", requests: 100, failures: 0 });
});

test("refuses calls beyond the most that may be in flight, until one is over", () => {
  const { pool } = aPool(2);
  const server = pool.serverAt("http://a:1");
  const places = [new Place(pool, server), new Place(pool, server)];

  const refusal = refusalOf(() => pool.admit(NOW));
  places[0]?.leave();

  expect(refusal).toEqual(["upstream_overloaded", "Retry-After", "1"]);
  expect(pool.admit(NOW)).toEqual(expect.any(Number));
  expect(pool.state(NOW)).toMatchObject({ inFlight: 1, inFlightMax: 2, refusedByLoad: 1 });
});

test("counts a place that is left twice as left once", () => {
  const { pool } = aPool();
  const server = pool.serverAt("http://a:1");
  const place = new Place(pool, server);

  place.leave();
  place.leave();

  expect([server.inFlight, pool.state(NOW).inFlight]).toEqual([0, 0]);
});

test("tells when a server is ejected, and when it answers again", () => {
  const { events, pool } = aPool();
  const [bad] = ["http://a:1", "http://b:2"].map((origin) => pool.serverAt(origin));
  if (bad === undefined) throw new Error("no server");

  for (let tries = 0; tries < 5; tries++) pool.noteTry(bad, "failed", NOW);
  const { servers } = pool.state(NOW);
  pool.noteTry(bad, "none", NOW + 30_000);
  pool.noteTry(bad, "good", NOW + 30_000);

  expect(servers).toMatchObject([
    { origin: "http://a:1", isEjected: true, failuresInRow: 5, ejections: 1 },
    { origin: "http://b:2", isEjected: false, failuresInRow: 0, ejections: 0 },
  ]);
  expect(events).toEqual([
    { kind: "ejected", upstream: "SERVICE", server: "http://a:1" },
    { kind: "returned", upstream: "SERVICE", server: "http://a:1" },
  ]);
});

test("counts retries, and those that the budget did not allow", () => {
  const { pool } = aPool();

  const allowed = Array.from({ length: 40 }, () => pool.takeRetry(NOW)).filter(Boolean);

  expect(allowed).toHaveLength(30);
  expect(pool.state(NOW)).toMatchObject({ retries: 30, retriesDenied: 10 });
});

test("knows one pool by one name, and gives the states of those that are named", () => {
  const pools = createUpstreamPools({ inFlightMax: 1, report: () => undefined });

  const first = pools.of("A");
  pools.of("B");

  expect(pools.of("A")).toBe(first);
  expect(pools.states(["A", "gone", "A"], NOW).map(({ name }) => name)).toEqual(["A"]);
});

function aPool(inFlightMax = 500) {
  const events: UpstreamEvent[] = [];
  const pool = new UpstreamPool("SERVICE", { inFlightMax, report: (event) => events.push(event) });
  return { events, pool };
}

function settle(pool: UpstreamPool, verdict: Verdict, times: number): void {
  for (let request = 0; request < times; request++) pool.settle(pool.admit(NOW), verdict, NOW);
}

function refusalOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof GatewayError) return [error.reason, ...error.headers];
  }
  throw new Error("was not refused");
}
