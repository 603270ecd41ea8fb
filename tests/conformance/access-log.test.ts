import { once } from "node:events";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessLines } from "#tests/support/access-log.ts";
import type { App } from "#tests/support/app.ts";
import { open, start } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { rawRequest } from "#tests/support/raw-http.ts";
import { bearer } from "#tests/support/tokens.ts";
import type { UpstreamServer } from "#tests/support/upstream.ts";
import { loggedRequests, ORIGIN, PATH, startLoggedApp } from "./logged-app.ts";

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;
  const { call, freshId, lineOf, used } = loggedRequests(lane, () => app);

  beforeAll(async () => {
    ({ app, upstream } = await startLoggedApp(lane));
  });
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });

  test("leaves one line that says who called what, and how it went", async () => {
    const id = freshId();
    const headers = { ...(await bearer()), "user-agent": "Test/1.0" };

    await call(PATH, id, { headers });

    expect(await lineOf(id)).toMatchObject({
      level: "info",
      method: "GET",
      path: PATH,
      route: PATH,
      status: 200,
      upstream: "UPSTREAM",
      attempts: 1,
      bytes_out: '{"ok":true}'.length,
      org_id: "org-1",
      user_id: "user-1",
      client_ip: "127.0.0.1",
      user_agent: "Test/1.0",
      duration_ms: expect.any(Number),
      upstream_ms: expect.any(Number),
      lane,
    });
  });

  test.each([
    ["with its length", () => "x".repeat(1000), 200, 1000],
    ["in chunks", () => Readable.from([Buffer.from("abc"), Buffer.from("def")]), 200, 6],
    ["that is refused unread", () => "x".repeat(2000), 413, 0],
  ])("says how much of a body was read: %s", async (_, body, status, bytes) => {
    const id = freshId();

    await call("/api/v1/uploads", id, { method: "POST", body: body() });

    expect(await lineOf(id)).toMatchObject({ status, bytes_in: bytes });
  });

  test("says what the cache made of a request", async () => {
    const [first, second] = [freshId(), freshId()];
    const headers = await bearer();

    await call("/api/v1/cached", first, { headers });
    await call("/api/v1/cached", second, { headers });

    expect(await lineOf(first)).toMatchObject({ cache: "miss", attempts: 1 });
    expect(await lineOf(second)).toMatchObject({ cache: "hit", status: 200 });
    expect(await lineOf(second)).not.toHaveProperty("upstream");
  });

  test("names the limit that refused a request", async () => {
    await call("/api/v1/rare", freshId());
    const id = freshId();

    await call("/api/v1/rare", id);

    expect(await lineOf(id)).toMatchObject({ status: 429, limited_by: "GET /api/v1/rare" });
  });

  test("names the shape of a path besides the path", async () => {
    const id = freshId();

    await call(`${PATH}/a%20b`, id);

    expect(await lineOf(id)).toMatchObject({ path: `${PATH}/a%20b`, route: `${PATH}/{id}` });
  });

  const REFUSALS: readonly [string, number, string, (id: string) => Promise<unknown>][] = [
    ["a missing token", 401, "UNAUTHORIZED", (id) => call(PATH, id)],
    [
      "a bad token",
      401,
      "UNAUTHORIZED",
      (id) => call(PATH, id, { headers: { authorization: "Bearer a.b.c" } }),
    ],
    ["an unknown path", 404, "NOT_FOUND", (id) => call("/api/v1/unknown", id)],
    ["a wrong method", 405, "METHOD_NOT_ALLOWED", (id) => call(PATH, id, { method: "PUT" })],
    [
      "a refused path",
      400,
      "BAD_REQUEST",
      (id) => rawRequest(app.port, "GET", `${PATH}/a%2Fb`, [`X-Request-ID: ${id}`]),
    ],
    ["a dead upstream", 503, "SERVICE_UNAVAILABLE", (id) => call("/api/v1/down", id)],
    [
      "a refused preflight",
      403,
      "FORBIDDEN",
      (id) =>
        call(PATH, id, {
          method: "OPTIONS",
          headers: { origin: "https://evil.example", "access-control-request-method": "GET" },
        }),
    ],
  ];

  test.each(REFUSALS)("leaves one line about %s", async (_, status, code, refused) => {
    const id = freshId();

    await refused(id);

    const line = await lineOf(id);
    expect(line).toMatchObject({ status, code, reason: expect.any(String) });
    expect(line["level"]).toBe(status === 503 ? "warn" : "info");
  });

  test("leaves one line about a preflight that it answered", async () => {
    const id = freshId();
    const headers = { origin: ORIGIN, "access-control-request-method": "GET" };

    await call(PATH, id, { method: "OPTIONS", headers });

    expect(await lineOf(id)).toMatchObject({ method: "OPTIONS", status: 204 });
  });

  test("logs what the client called itself only if it may be an id", async () => {
    const answer = await rawRequest(app.port, "GET", "/api/v1/unknown", [
      'X-Request-ID: {"a":1}\\n',
    ]);

    const id = answer.header("x-request-id") ?? "";
    expect(id).toMatch(/^req-[0-9a-f]{16}$/);
    expect(await lineOf(id)).toMatchObject({ status: 404 });
  });

  test("logs 499 for a client that leaves in the middle of the answer", async () => {
    const id = freshId();
    upstream.handleWith((_request, response) => response.write("some"));
    const { response } = await open(`${app.url}${PATH}/7`, { headers: { "x-request-id": id } });
    await once(response, "data");

    response.destroy();

    expect(await lineOf(id)).toMatchObject({ status: 499, level: "info", bytes_out: 4 });
    upstream.reset();
  });

  test("logs 499 for a client that leaves before the answer", async () => {
    const id = freshId();
    const arrived = new Promise<void>((resolve) => upstream.handleWith(() => resolve()));
    const message = start(`${app.url}${PATH}/7`, { headers: { "x-request-id": id } });
    await arrived;

    message.destroy();

    expect(await lineOf(id)).toMatchObject({ status: 499, level: "info" });
    upstream.reset();
  });

  test("logs an answer that the upstream broke as its fault, not the client's", async () => {
    const id = freshId();
    upstream.handleWith((_request, response) => {
      response.write("some", () => response.destroy());
    });

    await call(`${PATH}/7`, id).catch(() => {});

    expect(await lineOf(id)).toMatchObject({ status: 200, level: "warn" });
    upstream.reset();
  });

  test("has left one line about each of them, and not a second one since", async () => {
    const before = [...used];
    const later = freshId();
    await call("/api/v1/later", later);

    await lineOf(later);

    expect(before.length).toBeGreaterThan(10);
    for (const id of before) expect(accessLines(app, id)).toHaveLength(1);
  });
});
