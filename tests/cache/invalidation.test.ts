import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const cached = { cache_ttl: "60s" };
const open = { auth_required: false };
const ROUTES = [
  { path: "/api/v1/agents", ...cached },
  { path: "/api/v1/agents", method: "POST" },
  { path: "/api/v1/agents/{id}", ...cached, cache_scope: "org" },
  { path: "/api/v1/agents/{id}", method: "PUT" },
  { path: "/api/v1/agents/{id}/runs", ...cached },
  {
    path: "/api/v1/agents/{id}/runs",
    method: "POST",
    invalidates: ["/api/v1/agents/{id}", "/api/v1/statistics"],
  },
  { path: "/api/v1/agents/{id}/notes", method: "POST", ...open },
  { path: "/api/v1/agents/{id}/notes", ...cached, ...open },
  { path: "/api/v1/statistics", ...cached },
  { path: "/api/v1/workflows", ...cached },
  { path: "/api/v1/files/{rest*}", ...cached },
  { path: "/api/v1/files/{rest*}", method: "DELETE" },
  { path: "/api/v1/slow", method: "POST", timeout: "200ms", invalidates: ["/api/v1/agents"] },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES, defaults: { rate_limit: "off" } });

  /** A caller of an org that no other test uses. */
  async function caller(org = crypto.randomUUID()) {
    const headers = await bearer({ claims: { org_id: org } });
    return {
      org,
      read: (path: string) => gateway.send(`/api/v1/${path}`, { headers }),
      write: (method: string, path: string) => gateway.send(`/api/v1/${path}`, { method, headers }),
      isStored: async (path: string) =>
        (await gateway.send(`/api/v1/${path}`, { headers })).header("cache-status") ===
        "eloquent-gateway; hit",
    };
  }

  test.each([
    ["POST", "agents", ["agents", "agents/1", "agents/1/runs"], ["workflows", "statistics"]],
    ["PUT", "agents/1", ["agents", "agents/1", "agents/2", "agents/1/runs"], ["workflows"]],
    [
      "POST",
      "agents/1/runs",
      ["agents/1/runs", "agents/1", "statistics"],
      ["agents", "agents/2", "agents/2/runs"],
    ],
    ["DELETE", "files/a/b/c", ["files/a/b/c", "files/x"], ["agents"]],
  ])("%s %s drops what it changes, and nothing else", async (method, path, dropped, kept) => {
    const { isStored, read, write } = await caller();
    for (const each of [...dropped, ...kept]) await read(each);

    await write(method, path);

    for (const each of kept) expect([each, await isStored(each)]).toEqual([each, true]);
    for (const each of dropped) expect([each, await isStored(each)]).toEqual([each, false]);
  });

  test("a write drops the answers of everybody of the org, and of no other", async () => {
    const one = await caller();
    const two = await caller(one.org);
    const stranger = await caller();
    for (const { read } of [one, two, stranger]) await read("agents");

    await one.write("POST", "agents");

    expect(await two.isStored("agents")).toBe(false);
    expect(await stranger.isStored("agents")).toBe(true);
  });

  test("a write without identity drops public answers only, one with identity these as well", async () => {
    const { isStored, read, write } = await caller();
    await read("agents/1/notes");
    await read("agents/1/runs");

    await gateway.send("/api/v1/agents/1/notes", { method: "POST" });
    const afterAnonymous = [await isStored("agents/1/notes"), await isStored("agents/1/runs")];
    await write("PUT", "agents/1");
    const afterKnown = await isStored("agents/1/notes");

    expect(afterAnonymous).toEqual([false, true]);
    expect(afterKnown).toBe(false);
  });

  test("an answer that was asked for before a write is not stored after it", async () => {
    const { isStored, read, write } = await caller();
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    gateway.upstream.handleWith(async (request, response) => {
      if (request.method === "GET") {
        arrived.resolve();
        await release.promise;
      }
      response.end(request.method);
    });
    const before = read("agents");
    await arrived.promise;

    await write("POST", "agents");
    release.resolve();
    await before;

    expect(await isStored("agents")).toBe(false);
    expect(await isStored("agents")).toBe(true);
  });

  test("a write of which nobody knows what came of it drops what it may have changed", async () => {
    const { isStored, read, write } = await caller();
    await read("agents");
    gateway.upstream.handleWith((request, response) => {
      if (request.method === "GET") response.end("new");
    });

    const answer = await write("POST", "slow");

    expect(answer.status).toBe(504);
    expect(await isStored("agents")).toBe(false);
  });
});
