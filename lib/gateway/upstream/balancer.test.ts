import fc from "fast-check";
import { expect, test } from "vitest";
import { createBalancer } from "./balancer.ts";
import { newServer, type Server } from "./server.ts";

const URLS = ["http://a:1", "http://b:2/base", "http://c:3"];
const NOW = 100_000;

test("picks the less loaded of two choices", () => {
  const { balancer } = balanced(URLS, scripted([0, 0, 0, 0.5, 0.5, 0]));
  balancer.pick(null, NOW).server.inFlight = 5;

  const picked = [balancer.pick(null, NOW), balancer.pick(null, NOW)];

  expect(picked.map(({ server }) => server.origin)).toEqual(["http://b:2", "http://b:2"]);
});

test("never picks the server that has just failed while there is another", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (numbers) => {
        const { balancer } = balanced(URLS, scripted(numbers));
        const failed = balancer.pick(null, NOW);

        expect(balancer.pick(failed, NOW)).not.toBe(failed);
      },
    ),
  );
});

test("never picks an ejected server while there is another, and does so again afterwards", () => {
  const { balancer, servers } = balanced(URLS);
  const ejected = servers[0];
  if (ejected !== undefined) ejected.ejectedUntil = NOW + 30_000;
  const originsAt = (now: number) =>
    new Set(Array.from({ length: 500 }, () => balancer.pick(null, now).server.origin));

  expect(originsAt(NOW + 29_999)).toEqual(new Set(["http://b:2", "http://c:3"]));
  expect(originsAt(NOW + 30_000).size).toBe(3);
});

test("picks an ejected server rather than the one that has just failed, or none", () => {
  const { balancer, servers } = balanced(["http://a:1", "http://b:2"]);
  const failed = balancer.pick(null, NOW);
  for (const server of servers) if (server !== failed.server) server.ejectedUntil = NOW + 1;

  expect(balancer.pick(failed, NOW)).not.toBe(failed);
});

test("picks an only server again after it has failed", () => {
  const { balancer } = balanced(["http://a:1"]);
  const only = balancer.pick(null, NOW);

  expect(balancer.pick(only, NOW)).toBe(only);
});

test("reaches every server", () => {
  const { balancer } = balanced(URLS);

  const origins = Array.from({ length: 500 }, () => balancer.pick(null, NOW).server.origin);

  expect(new Set(origins).size).toBe(3);
});

test.each([
  ["http://a:1", "http://a:1", ""],
  ["http://a:80/", "http://a", ""],
  ["https://a/base", "https://a", "/base"],
  ["https://a:8443/base/more/", "https://a:8443", "/base/more"],
  ["http://[::1]:5", "http://[::1]:5", ""],
])("reads %s as origin %s and base path %j", (url, origin, basePath) => {
  const { balancer } = balanced([url]);

  expect(balancer.pick(null, NOW)).toEqual({ server: newServer(origin), basePath });
});

function balanced(urls: readonly string[], random?: () => number) {
  const servers: Server[] = [];
  const serverAt = (origin: string) => {
    const server = newServer(origin);
    servers.push(server);
    return server;
  };
  return { balancer: createBalancer(urls, serverAt, random), servers };
}

function scripted(numbers: readonly number[]): () => number {
  const rest = [...numbers];
  return () => rest.shift() ?? 0;
}
