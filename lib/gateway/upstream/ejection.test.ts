import fc from "fast-check";
import { expect, test } from "vitest";
import { isEjected, noteTry } from "./ejection.ts";
import { newServer, type Server } from "./server.ts";

const NOW = 100_000;

test("takes a server out after five failures in a row, for thirty seconds", () => {
  const [bad, ...others] = threeServers();

  const changes = fail(bad, 5, [bad, ...others], NOW);

  expect(changes).toEqual([null, null, null, null, "ejected"]);
  expect([isEjected(bad, NOW), isEjected(bad, NOW + 29_999), isEjected(bad, NOW + 30_000)]).toEqual(
    [true, true, false],
  );
  expect([bad.failures, bad.ejections]).toEqual([5, 1]);
});

test("begins to count anew after a success", () => {
  const servers = threeServers();

  fail(servers[0], 4, servers, NOW);
  noteTry(servers[0], false, servers, NOW);
  fail(servers[0], 4, servers, NOW);

  expect(isEjected(servers[0], NOW)).toBe(false);
});

test("never takes an only server out", () => {
  const [only] = threeServers();

  fail(only, 100, [only], NOW);

  expect(isEjected(only, NOW)).toBe(false);
});

test("takes a server out again that fails at once after its return", () => {
  const servers = threeServers();

  fail(servers[0], 5, servers, NOW);
  const again = fail(servers[0], 1, servers, NOW + 30_000);

  expect(again).toEqual(["ejected"]);
  expect(servers[0].ejections).toBe(2);
});

test("tells of a server's first answer after its return, once", () => {
  const servers = threeServers();

  fail(servers[0], 5, servers, NOW);
  const changes = [1, 2].map(() => noteTry(servers[0], false, servers, NOW + 30_000));

  expect(changes).toEqual(["returned", null]);
});

test("does not call a server returned for an answer to a call from before its ejection", () => {
  const servers = threeServers();

  fail(servers[0], 5, servers, NOW);
  const change = noteTry(servers[0], false, servers, NOW + 1);

  expect([change, isEjected(servers[0], NOW + 1)]).toEqual([null, true]);
});

test("never takes out more than half, whatever fails when", () => {
  const tries = fc.array(
    fc.record({ server: fc.nat(4), isFailure: fc.boolean(), afterMs: fc.nat(10_000) }),
    { maxLength: 300 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), tries, (count, tries) => {
      const servers = Array.from({ length: count }, (_, index) => newServer(`http://s:${index}`));
      let now = NOW;
      for (const { afterMs, isFailure, server } of tries) {
        now += afterMs;
        const tried = servers[server % count];
        if (tried !== undefined) noteTry(tried, isFailure, servers, now);

        const out = servers.filter((server) => isEjected(server, now)).length;
        expect(out).toBeLessThanOrEqual(count / 2);
      }
    }),
  );
});

function fail(server: Server, times: number, servers: readonly Server[], now: number) {
  return Array.from({ length: times }, () => noteTry(server, true, servers, now));
}

function threeServers(): [Server, Server, Server] {
  return [newServer("http://a:1"), newServer("http://b:2"), newServer("http://c:3")];
}
