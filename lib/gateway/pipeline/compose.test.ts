import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { headerValue, headerValues } from "../header-list.ts";
import type { Reply } from "../reply.ts";
import { compose } from "./compose.ts";
import { type Handler, mapReply, passThrough, type Stage } from "./stage.ts";

const answer = (): Reply => ({ status: 200, headers: [], body: "answer" });
const refusing = (): never => {
  throw new GatewayError("scope_missing", "write:x", { cause: "inner" });
};
const buggy = (): never => {
  throw new TypeError("secret of the bug");
};
const bodyOf = (reply: Reply): unknown => JSON.parse(String(reply.body));

test("runs the first stage outermost and the handler last", async () => {
  const order: string[] = [];
  const stages = { a: naming("a", order), b: naming("b", order), c: naming("c", order) };

  const handler = named(() => {
    order.push("handler");
    return answer();
  });
  await compose(stages, handler)(anExchange());

  expect(order).toEqual(["a", "b", "c", "handler", "c done", "b done", "a done"]);
});

test("leaves out what a route leaves off", () => {
  const handle = compose({ a: passThrough, b: passThrough }, named(answer));

  expect(handle(anExchange())).toEqual(answer());
});

test("answers at once where nothing has to be waited for", () => {
  expect(compose({ a: naming("a", []) }, named(answer))(anExchange())).not.toBeInstanceOf(Promise);
});

test.each([
  ["thrown", refusing],
  ["rejected", async () => refusing()],
])("renders a refusal that is %s, and lets the stages outside decorate it", async (_, handler) => {
  const exchange = anExchange();

  const reply = await compose(
    { a: adding("x-outer"), b: adding("x-inner") },
    named(handler),
  )(exchange);

  expect(reply.status).toBe(403);
  expect(headerValues(reply.headers, "x-outer")).toEqual(["1"]);
  expect(headerValues(reply.headers, "x-inner")).toEqual(["1"]);
  expect(bodyOf(reply)).toMatchObject({ error: { request_id: "req-1" } });
  expect(exchange.refusal).toEqual({
    reason: "scope_missing",
    code: "INSUFFICIENT_SCOPE",
    detail: "write:x",
    message: "The token lacks the scope write:x",
    stage: "service",
    cause: "inner",
  });
});

test("does not let the stages inside of the one that refused see the answer", async () => {
  const inner = adding("x-inner");

  const reply = await compose(
    { a: adding("x-outer"), refusing, inner },
    named(answer),
  )(anExchange());

  expect(headerValue(reply.headers, "x-outer")).toBe("1");
  expect(headerValue(reply.headers, "x-inner")).toBeNull();
});

test("answers a bug as internal, keeps it for the log and shows nothing of it", async () => {
  const exchange = anExchange();

  const reply = await compose(
    { a: adding("x-outer") },
    named(async () => buggy()),
  )(exchange);

  expect(reply.status).toBe(500);
  expect(bodyOf(reply)).toMatchObject({ error: { code: "INTERNAL_ERROR" } });
  expect(JSON.stringify(reply)).not.toContain("secret");
  expect(headerValue(reply.headers, "x-outer")).toBe("1");
  expect(exchange.refusal).toMatchObject({ reason: "internal", cause: expect.any(TypeError) });
});

test.each([["text"], [null], [undefined], [{ status: 200 }]])(
  "answers a thrown %j as internal",
  async (thrown) => {
    const reply = await compose(
      {},
      named(() => {
        throw thrown;
      }),
    )(anExchange());

    expect(reply.status).toBe(500);
  },
);

test("answers a bug in what a stage does with an answer, with the stages outside of it", async () => {
  const breaking: Stage = (exchange, next) => mapReply(next(exchange), buggy);

  const reply = await compose(
    { a: adding("x-outer"), breaking },
    named(async () => answer()),
  )(anExchange());

  expect(reply.status).toBe(500);
  expect(headerValue(reply.headers, "x-outer")).toBe("1");
});

test("notes which stages a request has entered, and when", async () => {
  const exchange = anExchange();
  const stages = { a: naming("a", []), off: passThrough, refusing, never: naming("never", []) };

  await compose(stages, named(answer))(exchange);

  expect(exchange.passage.names).toEqual(["a", "refusing"]);
  expect(exchange.passage.times).toEqual(exchange.passage.times.toSorted((a, b) => a - b));
  expect(exchange.refusal?.stage).toBe("refusing");
});

const named = (handler: Handler) => ({ name: "service", handler });

function anExchange(): Exchange {
  const exchange = createExchange({
    ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
    ...{ headers: [], headFault: null, peerAddress: null, lane: "route", body: null },
    cancellation: new Cancellation(),
  });
  exchange.requestId = "req-1";
  return exchange;
}

function naming(name: string, order: string[]): Stage {
  return (exchange, next) => {
    order.push(name);
    return mapReply(next(exchange), (reply) => {
      order.push(`${name} done`);
      return reply;
    });
  };
}

function adding(name: string): Stage {
  return (exchange, next) =>
    mapReply(next(exchange), (reply) => {
      reply.headers.push(name, "1");
      return reply;
    });
}
