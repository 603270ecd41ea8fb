import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  COUNTEREXAMPLES,
  requestsByAnswer,
  type Tokens,
  tokensOfAllMakes,
  type Written,
  writtenRequests,
} from "#tests/explain/requests.ts";
import {
  NOT_OURS,
  type RunningGateway,
  SURROUNDINGS,
  startRunningGateway,
} from "#tests/explain/running-gateway.ts";
import { rawRequest } from "#tests/support/raw-http.ts";
import { refusalNote } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { HeaderList } from "../header-list.ts";
import { decisionOf } from "../telemetry/decision.ts";
import { isExplained } from "./explain.ts";
import { type Arriving, rehearse } from "./rehearse.ts";

let running: RunningGateway;
let tokens: Tokens;
let count = 0;

beforeAll(async () => {
  running = await startRunningGateway();
  tokens = await tokensOfAllMakes();
});
afterAll(() => running.stop());

test("an explanation says what the running gateway does with any request of the direct lane", async () => {
  await fc.assert(
    fc.asyncProperty(writtenRequests(tokens), async (drawn) => {
      const written = fresh(drawn);
      const done = await doneDirectly(written);
      const said = isExplained(written.target, written.method)
        ? await saidOf(arrivingDirectly(written))
        : null;
      expect(said).toEqual(done);
    }),
    { numRuns: 3000, examples: examples() },
  );
}, 120_000);

test("an explanation says what the running gateway does with any request of the route lane", async () => {
  await fc.assert(
    fc.asyncProperty(writtenRequests(tokens), async (drawn) => {
      const written = fresh(drawn);
      const request = requestOf(written);
      if (request === null) return;
      const arriving = arrivingInRoute(request);
      const done = await doneInRoute(request);
      expect(await saidOf(arriving)).toEqual(done);
    }),
    { numRuns: 2000, examples: examples() },
  );
}, 120_000);

test("the requests compared are answered in every way that a gateway has", async () => {
  for (const [answer, written] of requestsByAnswer(tokens)) {
    const request = requestOf(fresh(written));
    const inRoute = request === null ? null : await doneInRoute(request);

    expect(answerOf(await doneDirectly(fresh(written)))).toBe(answer);
    expect(answerOf(inRoute)).toBe(answer);
  }
});

/** What is compared on every run, whatever chance adds. */
function examples(): [Written][] {
  const each = requestsByAnswer(tokens).map(([, written]) => written);
  return [...each, ...COUNTEREXAMPLES].map((written) => [written]);
}

function answerOf(deed: Deed | null): string {
  return [deed?.status, deed?.code].filter(Boolean).join(" ");
}

/** All that must agree: the answer, what the service got, and what each stage made of the request. */
type Deed = {
  readonly status: number;
  readonly code: string | null;
  readonly headers: readonly string[];
  readonly received: { method: string; target: string; headers: readonly string[] } | null;
  readonly verdicts: readonly string[];
};

async function saidOf(arriving: Arriving): Promise<Deed> {
  const { bug, call, exchange, reply } = await rehearse(running.config, arriving, SURROUNDINGS);
  expect(bug).toBeNull();
  return {
    status: reply.status,
    code: exchange.refusal?.code ?? null,
    headers: comparable(reply.headers),
    received:
      call === null
        ? null
        : { method: call.method, target: call.path, headers: sentHeaders(call.headers, exchange) },
    verdicts: verdictsOf(exchange, reply.status),
  };
}

async function doneDirectly({ body, lines, method, target }: Written): Promise<Deed | null> {
  running.service.requests.length = 0;
  const { headers, status } = await rawRequest(running.port, method, target, lines, body);
  const exchange = running.takeSeen();
  if (exchange === null) {
    expect(status).toBe(NOT_OURS);
    return null;
  }
  return deedOf(status, headers.flat(), exchange);
}

async function doneInRoute(request: Request): Promise<Deed> {
  running.service.requests.length = 0;
  const response = await running.serve(request);
  await response.arrayBuffer();
  const exchange = running.takeSeen();
  if (exchange === null) throw new Error("the gateway was not asked");
  return deedOf(response.status, [...response.headers].flat(), exchange);
}

function deedOf(status: number, headers: HeaderList, exchange: Exchange): Deed {
  const [received, ...more] = running.service.requests;
  expect(more).toEqual([]);
  return {
    status,
    code: exchange.refusal?.code ?? null,
    headers: comparable(headers),
    received:
      received === undefined
        ? null
        : {
            method: received.method,
            target: received.target,
            headers: sentHeaders(received.rawHeaders, exchange),
          },
    verdicts: verdictsOf(exchange, status),
  };
}

function verdictsOf(exchange: Exchange, status: number): string[] {
  const { refusal, target } = exchange;
  const { verdicts } = decisionOf({
    ...exchange,
    ...{ at: 0, status, durationMs: 1, path: target.path },
    refusal: refusal === null ? null : { ...refusal, note: refusalNote(refusal) },
  });
  return verdicts.map(({ detail, outcome, stage }) =>
    [stage, outcome, detail.replace(/req-[0-9a-f]{16}/, "req-#").replace(/\d+(\.\d+)?/g, "#")].join(
      " ",
    ),
  );
}

// Of the connection, of the moment, or chosen at random.
const ELSEWHERE = new Set(
  "age connection content-length date host keep-alive transfer-encoding".split(" "),
);

function comparable(headers: HeaderList): string[] {
  const values = new Map<string, string>();
  for (let index = 0; index < headers.length; index += 2) {
    const name = (headers[index] ?? "").toLowerCase();
    const value = (headers[index + 1] ?? "")
      .replace(/^req-[0-9a-f]{16}$/, "req-#")
      .replace(/;r=\d+;t=\d+$/, ";r=#;t=#");
    if (ELSEWHERE.has(name)) continue;
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return [...values].map(([name, value]) => `${name}: ${value}`).sort();
}

/** What a service is sent, but for the codings that a lane asks for and ids made for each request. */
function sentHeaders(headers: HeaderList, { lane }: Exchange): string[] {
  return comparable(headers)
    .map((line) =>
      line
        .replace(/^(traceparent: 00-[0-9a-f]{32}).*/, "$1")
        .replace(/^(x-gateway-signature: ).*/, "$1#"),
    )
    .filter((line) => lane === "direct" || !line.startsWith("accept-encoding: "))
    .map((line) => (/^traceparent: 00-(?!0af7651916cd)/.test(line) ? "traceparent: #" : line));
}

/** The same request, but so that no answer to an earlier one can be stored for it. */
function fresh({ target, ...written }: Written): Written {
  count += 1;
  return { ...written, target: `${target}${target.includes("?") ? "&" : "?"}n=${count}` };
}

function arrivingDirectly({ lines, method, target }: Written): Arriving {
  const hasHost = lines.some((line) => /^host:/i.test(line));
  const all = [
    ...(hasHost ? [] : [`Host: 127.0.0.1:${running.port}`]),
    ...lines,
    "Connection: close",
  ];
  const headers = all.flatMap((line) => [
    line.slice(0, line.indexOf(":")),
    line.replace(/^[^:]*: */, ""),
  ]);
  return { method, target, headers, peerAddress: "127.0.0.1", lane: "direct" };
}

/** The request as a handler of Next gets it; null where a URL cannot say it. */
function requestOf({ body, lines, method, target }: Written): Request | null {
  const url = URL.parse(target.startsWith("http") ? target : `http://127.0.0.1${target}`);
  if (url === null || !url.pathname.startsWith("/api/")) return null;
  if (method === "HEAD" && body !== "") return null;
  const headers = new Headers();
  for (const line of lines) {
    headers.append(line.slice(0, line.indexOf(":")), line.replace(/^[^:]*: */, ""));
  }
  return new Request(url, { method, headers, ...(body === "" ? {} : { body }) });
}

function arrivingInRoute({ headers, method, url }: Request): Arriving {
  const { pathname, search } = new URL(url);
  return {
    ...{ method, target: pathname + search, lane: "route", peerAddress: null },
    headers: [...headers].flat(),
  };
}
