import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { accessLines } from "#tests/support/access-log.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { start } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { sendRaw } from "#tests/support/raw-http.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const open = { auth_required: false };
const ROUTES = [
  { ...open, path: "/api/v1/items" },
  { ...open, path: "/api/v1/others", proxy_upstream: "http://127.0.0.1:1" },
  { ...open, path: "/api/v1/files", method: "POST" },
];
const MAX_PER_UPSTREAM = 2;

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: ROUTES,
    env: { MAX_IN_FLIGHT_PER_UPSTREAM: String(MAX_PER_UPSTREAM) },
  });

  /** Leaves requests unanswered and gives their responses as they come. */
  function held(): ServerResponse[] {
    const responses: ServerResponse[] = [];
    gateway.upstream.handleWith((request, response) => {
      request.resume();
      responses.push(response);
    });
    return responses;
  }

  async function callHeld(path: string, responses: ServerResponse[]) {
    const before = responses.length;
    const client = start(gateway.app.url + path, {});
    client.end();
    await expect.poll(() => responses.length).toBe(before + 1);
    return client;
  }

  /** Resolves when that many requests can be in flight at once again. */
  async function expectRoomFor(count: number): Promise<void> {
    gateway.upstream.reset();
    await expect
      .poll(async () => {
        const answers = Array.from({ length: count }, () => gateway.send("/api/v1/items"));
        return (await Promise.all(answers)).map(({ status }) => status);
      })
      .toEqual(Array.from({ length: count }, () => 200));
  }

  test("refuses calls beyond a service's bound at once, and takes them again afterwards", async () => {
    const responses = held();
    const clients = [
      await callHeld("/api/v1/items", responses),
      await callHeld("/api/v1/items", responses),
    ];

    const refused = await gateway.send("/api/v1/items", {
      headers: { "x-request-id": `req-refused-${lane}` },
    });
    const other = await gateway.send("/api/v1/others");
    const answers = clients.map((client) => once(client, "response"));
    for (const response of responses) response.end("late");
    await Promise.all(answers);
    for (const client of clients) client.destroy();

    expectEnvelope(refused, 503, "SERVICE_UNAVAILABLE");
    expect(refused.header("retry-after")).toBe("1");
    // There is none, but it was tried.
    expect(other.text).not.toContain("at once");
    await expect
      .poll(() => accessLines(gateway.app, `req-refused-${lane}`))
      .toMatchObject([{ reason: "upstream_overloaded", attempts: 0 }]);
    await expectRoomFor(MAX_PER_UPSTREAM);
  });

  test("counts an event stream for as long as it is open, and no longer", async () => {
    gateway.upstream.handleWith((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    });
    const streams = [await gateway.open("/api/v1/items"), await gateway.open("/api/v1/items")];
    for (const { response } of streams) await once(response, "data");

    const refused = await gateway.send("/api/v1/items");
    for (const { request } of streams) request.destroy();

    expectEnvelope(refused, 503, "SERVICE_UNAVAILABLE");
    await expectRoomFor(MAX_PER_UPSTREAM);
  });

  test("takes back the places of clients that leave before their answers", async () => {
    const responses = held();
    for (let round = 0; round < 3; round++) {
      const clients = [
        await callHeld("/api/v1/items", responses),
        await callHeld("/api/v1/items", responses),
      ];
      const gone = responses.slice(-2).map((response) => once(response, "close"));
      for (const client of clients) client.destroy();
      await Promise.all(gone);
    }

    await expectRoomFor(MAX_PER_UPSTREAM);
  });

  test("takes back the places of uploads that break", async () => {
    let seen = 0;
    gateway.upstream.handleWith((request) => {
      seen += 1;
      request.on("error", () => undefined);
    });
    for (let round = 1; round <= 6; round++) {
      const socket = connect(gateway.app.port, "127.0.0.1");
      socket.write("POST /api/v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
      await expect.poll(() => seen).toBe(round);
      socket.resetAndDestroy();
    }

    await expectRoomFor(MAX_PER_UPSTREAM);
  });

  test("takes back the places of pipelined requests whose client has left", async () => {
    const responses = held();
    for (let round = 1; round <= 3; round++) {
      const socket = connect(gateway.app.port, "127.0.0.1");
      socket.write("GET /api/v1/items HTTP/1.1\r\nHost: a\r\n\r\n".repeat(MAX_PER_UPSTREAM));
      await expect.poll(() => responses.length).toBe(round * MAX_PER_UPSTREAM);
      const gone = responses.slice(-MAX_PER_UPSTREAM).map((response) => once(response, "close"));
      socket.destroy();
      await Promise.all(gone);
    }

    await expectRoomFor(MAX_PER_UPSTREAM);
  });
});

describe.each(LANES)("%s lane, all services together", (lane) => {
  const gateway = useGateway(lane, {
    routes: [...ROUTES, { path: "/api/v1/closed" }],
    env: { MAX_IN_FLIGHT: "2" },
  });

  test("refuses what is beyond the bound before it looks at it, and answers for itself", async () => {
    const responses: ServerResponse[] = [];
    gateway.upstream.handleWith((_request, response) => responses.push(response));
    const clients = ["/api/v1/items", "/api/v1/items"].map((path) =>
      start(gateway.app.url + path, {}),
    );
    for (const client of clients) client.end();
    await expect.poll(() => responses.length).toBe(2);

    const headers = { "x-request-id": `req-beyond-${lane}` };
    const refused = await gateway.send("/api/v1/closed", { headers });
    const own = await Promise.all(
      ["/health", "/ready"].map(async (path) => (await gateway.send(path)).status),
    );
    const answers = clients.map((client) => once(client, "response"));
    for (const response of responses) response.end("late");
    await Promise.all(answers);
    for (const client of clients) client.destroy();

    expectEnvelope(refused, 503, "SERVICE_UNAVAILABLE");
    expect([refused.header("retry-after"), refused.header("x-request-id")]).toEqual([
      "1",
      `req-beyond-${lane}`,
    ]);
    expect(own).toEqual([200, 200]);
    await expect
      .poll(() => accessLines(gateway.app, `req-beyond-${lane}`))
      .toMatchObject([{ reason: "overloaded", status: 503 }]);
    await expect.poll(async () => (await gateway.send("/api/v1/closed")).status).toBe(401);
  });

  test("loses no place to refusals, preflights and requests that cannot be read", async () => {
    for (let round = 0; round < 5; round++) {
      await gateway.send("/api/v1/closed");
      await gateway.send("/api/v1/none");
      await gateway.raw("GET", "/api/v1//items");
      await gateway.raw("OPTIONS", "/api/v1/items");
      await sendRaw(gateway.app.port, "GET / HTTP/1.1\r\nbroken\r\n\r\n");
    }

    const both = ["/api/v1/items", "/api/v1/items"].map((path) => gateway.send(path));
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
