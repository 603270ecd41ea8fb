import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { type Sending, send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const open = { auth_required: false };
const PATH = "/api/v1/items";
const METHODS = ["GET", "PUT", "DELETE", "POST", "PATCH"];

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;

  beforeAll(async () => {
    upstream = await startUpstream();
    const routes = [
      ...METHODS.map((method) => ({ ...open, path: PATH, method })),
      { ...open, path: "/api/v1/twice", retries: 2 },
      { ...open, path: "/api/v1/never", retries: 0 },
      { ...open, path: "/api/v1/two", proxy_upstream: "$TWO" },
      { ...open, path: "/api/v1/two", method: "POST", proxy_upstream: "$TWO" },
    ];
    app = await startApp({
      lane,
      routes: routesFile({ routes }),
      env: {
        UPSTREAM: upstream.url,
        TWO: `http://127.0.0.1:${await freePort()}, ${upstream.url}`,
      },
    });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });
  const call = (path = PATH, sending: Sending = {}) => send(app.url + path, sending);

  /** Breaks the first calls instead of answering them. */
  function breakFirst(calls: number): { count: number } {
    const seen = { count: 0 };
    upstream.handleWith((request, response) => {
      seen.count += 1;
      request.resume();
      if (seen.count <= calls) request.socket.destroy();
      else response.end("recovered");
    });
    return seen;
  }

  test("answers 503 within a second of the upstream's end, and serves again without a restart", async () => {
    expect((await call()).status).toBe(200);

    await upstream.close();
    const signal = AbortSignal.timeout(1000);
    const lost = await Promise.race([
      call(),
      new Promise<never>((_, reject) => signal.addEventListener("abort", reject)),
    ]);
    await upstream.reopen();

    expectEnvelope(lost, 503, "SERVICE_UNAVAILABLE");
    await expect.poll(async () => (await call()).status, { timeout: 10_000 }).toBe(200);
  });

  test.each(["GET", "HEAD", "DELETE"])(
    "tries %s once more when the connection breaks",
    async (method) => {
      const seen = breakFirst(1);

      const answer = await call(PATH, { method });

      expect(answer.status).toBe(200);
      expect(seen.count).toBe(2);
    },
  );

  test.each(["POST", "PATCH"])("never sends %s a second time", async (method) => {
    const seen = breakFirst(1);

    const answer = await call(PATH, { method, headers: { "content-length": "0" } });

    expectEnvelope(answer, 502, "BAD_GATEWAY");
    expect(seen.count).toBe(1);
  });

  test("never sends a body a second time", async () => {
    const seen = breakFirst(1);

    const answer = await call(PATH, { method: "PUT", body: "a body" });

    expectEnvelope(answer, 502, "BAD_GATEWAY");
    expect(seen.count).toBe(1);
  });

  test.each([502, 503, 504])("tries again after the upstream's own %d", async (status) => {
    let calls = 0;
    upstream.answerWith((response) => {
      calls += 1;
      response.statusCode = calls === 1 ? status : 200;
      response.end(`answer ${calls}`);
    });

    const answer = await call();

    expect(answer.status).toBe(200);
    expect(answer.text).toBe("answer 2");
  });

  test.each([500, 501, 429])("does not try again after the upstream's own %d", async (status) => {
    upstream.answerWith((response) => {
      response.statusCode = status;
      response.end();
    });

    expect((await call()).status).toBe(status);
    expect(upstream.requests).toHaveLength(1);
  });

  test("hands on the last answer when none was better", async () => {
    upstream.answerWith((response) => {
      response.statusCode = 503;
      response.end("of the service itself");
    });

    const answer = await call("/api/v1/twice");

    expect(answer.status).toBe(503);
    expect(answer.text).toBe("of the service itself");
    expect(upstream.requests).toHaveLength(3);
  });

  test("tries as often as the route says", async () => {
    expect((await call("/api/v1/never")).status).toBe(200);
    const never = breakFirst(1);
    expectEnvelope(await call("/api/v1/never"), 502, "BAD_GATEWAY");
    expect(never.count).toBe(1);

    const twice = breakFirst(2);
    expect((await call("/api/v1/twice")).status).toBe(200);
    expect(twice.count).toBe(3);
  });

  test.each(["POST", "GET"])(
    "loses no %s to kept connections that the service is just closing",
    async (method) => {
      const statuses: number[] = [];
      for (let round = 0; round < 50; round++) {
        upstream.server.closeIdleConnections();
        statuses.push((await call(PATH, { method, headers: { "content-length": "0" } })).status);
      }

      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(upstream.requests).toHaveLength(50);
    },
  );

  test("serves every call when one of two servers is down", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call("/api/v1/two")));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(upstream.requests).toHaveLength(20);
  });
});
