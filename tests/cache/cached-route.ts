import { memoryStore } from "#lib/gateway/cache/memory-store.ts";
import type { CacheStore } from "#lib/gateway/cache/store.ts";
import { Cancellation } from "#lib/gateway/cancellation.ts";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import type { RouteConfig } from "#lib/gateway/config/schema.ts";
import type { Reason } from "#lib/gateway/errors/catalogue.ts";
import { errorReply } from "#lib/gateway/errors/envelope.ts";
import { GatewayError, refusalOf } from "#lib/gateway/errors/gateway-error.ts";
import { createExchange, type Exchange, type Identity } from "#lib/gateway/exchange.ts";
import { type HeaderList, headerValue } from "#lib/gateway/header-list.ts";
import { isSessionCookie } from "#lib/gateway/identity/session-cookies.ts";
import { isStreaming, type Reply, type ReplyBody } from "#lib/gateway/reply.ts";
import { readTarget } from "#lib/gateway/routing/canonical-path.ts";
import { cache } from "#lib/gateway/stages/cache.ts";

/** What the upstream answers; a `Content-Length` is added to a whole body. */
export type Scripted = {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body?: ReplyBody;
  /** Instead of an answer. */
  readonly refusal?: Reason;
};

/** A request that the upstream got. */
export type Call = {
  readonly method: string;
  readonly headers: HeaderList;
  readonly cancellation: Cancellation;
};

type Asking = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: HeaderList;
  readonly identity?: Identity | null;
  readonly cancellation?: Cancellation;
  readonly body?: Exchange["body"];
};

type Options = {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly store?: CacheStore;
};

export const ALICE: Identity = {
  ...{ orgId: "org-1", userId: "alice", email: "alice@example.com", role: "user" },
  ...{ scopes: ["read"], sessionId: null, expiresAt: Number.POSITIVE_INFINITY },
};

export type Answered = {
  readonly reply: Reply;
  readonly status: number;
  readonly text: string;
  header(name: string): string | null;
};

/** One cached route in front of a scripted upstream, with a clock that tests move. */
export function cachedRoute({ options = {}, store = memoryStore(1024 ** 2 * 16) }: Options = {}) {
  const route = routeOf(options);
  const calls: Call[] = [];
  let clock = 1_000_000;
  let answer: (call: Call, number: number) => Scripted | Promise<Scripted> = () => ({
    body: "body",
  });
  const stage = cache({
    route,
    store,
    rules: { isPrivate: route.authRequired && route.cacheScope !== "public", isSessionCookie },
    now: () => clock,
  });

  async function upstream(exchange: Exchange): Promise<Reply> {
    const { cancellation, headers, method } = exchange;
    const call = { cancellation, headers, method };
    calls.push(call);
    const {
      body = "body",
      headers: sent = [],
      refusal,
      status = 200,
    } = await answer(call, calls.length);
    if (refusal !== undefined) {
      const error = new GatewayError(refusal);
      exchange.refusal = refusalOf(error, "forward");
      return errorReply(error, exchange.requestId, 0);
    }
    const framing = isStreaming(body)
      ? ["Transfer-Encoding", "chunked"]
      : ["Content-Length", String(body?.length ?? 0)];
    const isFramed =
      headerValue(sent, "content-length") !== null || headerValue(sent, "connection") === "close";
    return { status, headers: [...sent, ...(isFramed ? [] : framing)], body };
  }

  function ask(asking: Asking = {}): Reply | Promise<Reply> {
    const {
      cancellation = new Cancellation(),
      body = null,
      headers = [],
      identity = ALICE,
      method = "GET",
      path = "/api/v1/things",
    } = asking;
    const exchange = createExchange({
      ...{ method, rawTarget: path, target: readTarget(path), headFault: null, headers },
      ...{ peerAddress: null, lane: "direct", cancellation, body },
    });
    exchange.identity = identity;
    exchange.client = { address: null, proto: "http", host: "app.example", forwardedFor: "" };
    return stage(exchange, upstream);
  }

  return {
    calls,
    ask,
    /** Asks, and reads the whole answer. */
    send: async (asking?: Asking) => answered(await ask(asking)),
    answerWith(next: typeof answer | Scripted) {
      answer = typeof next === "function" ? next : () => next;
    },
    pass(ms: number) {
      clock += ms;
    },
  };
}

async function answered(reply: Reply): Promise<Answered> {
  const chunks: Uint8Array[] = [];
  if (isStreaming(reply.body)) for await (const chunk of reply.body) chunks.push(chunk);
  else if (reply.body !== null) chunks.push(Buffer.from(reply.body));
  return {
    reply,
    status: reply.status,
    text: Buffer.concat(chunks).toString(),
    header: (name) => headerValue(reply.headers, name),
  };
}

function routeOf(options: Readonly<Record<string, unknown>>): RouteConfig {
  const file = {
    version: "1.0",
    routes: [
      {
        path: "/api/v1/{rest*}",
        method: "GET",
        proxy_upstream: "http://upstream",
        cache_ttl: "60s",
        ...options,
      },
    ],
  };
  const parsed = parseConfig(JSON.stringify(file), { file: "routes.yaml", env: {} });
  const route = parsed.ok ? parsed.config.routes[0] : undefined;
  if (route === undefined) throw new Error(`bad route options ${JSON.stringify(options)}`);
  return route;
}

/** `Cache-Status` of an answer. */
export const statusOf = (answer: Answered) => answer.header("cache-status");
