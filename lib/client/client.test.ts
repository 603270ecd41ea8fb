import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGatewayClient } from "./client.ts";
import { type GatewayError, isGatewayError } from "./gateway-error.ts";
import { announceSignOut } from "./session-channel.ts";

type Answering = (request: IncomingMessage, response: ServerResponse) => void;
type Seen = { readonly line: string; readonly token: string };

const HOUR_MS = 3_600_000;

/** A gateway that gives tokens t1, t2, ... for an hour, and answers `/api/v1/` as it is told. */
async function useClient(answer: Answering, session: Answering = () => {}) {
  const seen: Seen[] = [];
  const waits: number[] = [];
  const clock = { now: 1_000_000 };
  let tokens = 0;
  const server = createServer((request, response) => {
    if (request.url !== "/api/gateway-token") {
      const token = tokenIn(request);
      seen.push({ line: `${request.method} ${request.url}`, token });
      answer(request, response);
      return;
    }
    session(request, response);
    if (response.writableEnded || response.destroyed) return;
    tokens += 1;
    response.end(JSON.stringify({ token: tokenNumber(tokens), expiresIn: 3600 }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const gateway = createGatewayClient({
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    now: () => clock.now,
    wait: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
    },
  });
  onTestFinished(() => {
    gateway.close();
    server.closeAllConnections();
    server.close();
  });
  return { gateway, seen, waits, clock, minted: () => tokens, server };
}

function tokenNumber(count: number, session = "s"): string {
  const claims = { jti: `${session}.${count}`, role: "user", scopes: ["read"] };
  return `h${count}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
}

function tokenIn({ headers }: IncomingMessage): string {
  return (headers.authorization ?? "none").replace(/^Bearer (\w+)\..*$/, "$1");
}

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  const own = { "content-type": "application/json", "x-request-id": "req-header00", ...headers };
  response.writeHead(status, own).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, headers = {}): void {
  const error = { code, message: `said ${code}`, request_id: "req-envelope" };
  json(response, status, { error, metadata: { success: false, timestamp: "" } }, headers);
}

async function errorOf(call: Promise<unknown>): Promise<GatewayError> {
  const error = await call.then(
    () => new Error("the call was answered"),
    (thrown: unknown) => thrown,
  );
  if (!isGatewayError(error)) throw error;
  return error;
}

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

describe("what goes wrong", () => {
  test("a gateway's error has its code, message and request id", async () => {
    const { gateway } = await useClient((_, response) =>
      refuse(response, 403, "INSUFFICIENT_SCOPE"),
    );

    const error = await errorOf(
      gateway.delete("/api/v1/agents/{id}", { params: { path: { id: "a" } } }),
    );

    expect(error).toMatchObject({
      code: "INSUFFICIENT_SCOPE",
      status: 403,
      message: "said INSUFFICIENT_SCOPE",
      requestId: "req-envelope",
    });
  });

  test("a service's own code does not pass for the gateway's", async () => {
    const { gateway } = await useClient((_, response) =>
      refuse(response, 400, "VALIDATION_FAILED"),
    );

    const error = await errorOf(gateway.get("/api/v1/agents"));

    expect(error).toMatchObject({ code: "SERVICE_ERROR", serviceCode: "VALIDATION_FAILED" });
  });

  test("an error without the envelope still has the request's id", async () => {
    const { gateway } = await useClient((_, response) => {
      response.writeHead(418, { "x-request-id": "req-teapot00" }).end("short and stout");
    });

    const error = await errorOf(gateway.get("/api/v1/agents"));

    expect(error).toMatchObject({
      code: "SERVICE_ERROR",
      status: 418,
      requestId: "req-teapot00",
      serviceCode: null,
      body: "short and stout",
    });
  });

  test("a gateway that is not there is UNREACHABLE", async () => {
    const { gateway, server } = await useClient(() => {});
    await gateway.tokens.get();
    server.closeAllConnections();
    server.close();
    await once(server, "close");

    expect(await errorOf(gateway.get("/api/v1/agents"))).toMatchObject({
      code: "UNREACHABLE",
      status: 0,
      requestId: null,
    });
  });

  test.each([
    [
      "breaks off",
      (response: ServerResponse) => {
        response.writeHead(200, {
          "content-type": "application/json",
          "content-length": "99",
          "x-request-id": "req-broken00",
        });
        response.write('{"da', () => response.destroy());
      },
    ],
    [
      "is no JSON",
      (response: ServerResponse) => {
        response
          .writeHead(200, { "content-type": "application/json", "x-request-id": "req-broken00" })
          .end("<html>");
      },
    ],
  ])("an answer that %s is BROKEN_ANSWER, with the request's id", async (_, answer) => {
    const { gateway } = await useClient((_request, response) => answer(response));

    expect(await errorOf(gateway.get("/api/v1/agents"))).toMatchObject({
      code: "BROKEN_ANSWER",
      requestId: "req-broken00",
    });
  });

  test("an aborted call rejects with the signal's reason, and is no GatewayError", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const { gateway } = await useClient(() => stop.abort(reason));

    const call = gateway.get("/api/v1/agents", { signal: stop.signal });

    await expect(call).rejects.toBe(reason);
  });

  test("a call can be aborted while it waits for the token", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const { gateway, seen } = await useClient(
      () => {},
      (request) => {
        stop.abort(reason);
        request.socket.pause();
      },
    );

    await expect(gateway.get("/api/v1/agents", { signal: stop.signal })).rejects.toBe(reason);
    expect(seen).toEqual([]);
  });

  test.each(["", ".", ".."])("a path is never filled in with %j", async (id) => {
    const { gateway, seen } = await useClient(() => {});

    const call = gateway.get("/api/v1/agents/{id}", { params: { path: { id } } });

    await expect(call).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });
});

describe("requests and answers", () => {
  test("parameters are escaped, the query serialised", async () => {
    const { gateway, seen } = await useClient((_, response) => json(response, 200, {}));

    await gateway.get("/api/v1/agents/{id}/run", {
      params: { path: { id: "a/b c?" }, query: { steps: 2 } },
    });

    expect(seen[0]?.line).toBe("GET /api/v1/agents/a%2Fb%20c%3F/run?steps=2");
  });

  test("an answer without a body has none", async () => {
    const { gateway } = await useClient((_, response) => response.writeHead(204).end());

    const { data } = await gateway.delete("/api/v1/agents/{id}", { params: { path: { id: "a" } } });

    expect(data).toBeUndefined();
  });

  test("events come one by one, and leaving the loop ends the call", async () => {
    let ended: Promise<unknown> = Promise.resolve();
    const { gateway } = await useClient((_, response) => {
      ended = once(response, "close");
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("id: 1\nevent: step\ndata: one\n\nid: 2\ndata: two\n\n");
    });
    const names: string[] = [];

    for await (const event of gateway.events("/api/v1/agents/{id}/run", {
      params: { path: { id: "a" } },
    })) {
      names.push(`${event.id} ${event.name} ${event.data}`);
      if (names.length === 2) break;
    }

    expect(names).toEqual(["1 step one", "2 message two"]);
    await ended;
  });

  test("a stream that breaks off is BROKEN_ANSWER, after the events that came", async () => {
    const { gateway } = await useClient((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: one\n\n", () => response.destroy());
    });
    const seen: string[] = [];

    const error = await errorOf(
      (async () => {
        const params = { path: { id: "a" } };
        for await (const { data } of gateway.events("/api/v1/agents/{id}/run", { params })) {
          seen.push(data);
        }
      })(),
    );

    expect(error.code).toBe("BROKEN_ANSWER");
    expect(seen).toEqual(["one"]);
  });
});
