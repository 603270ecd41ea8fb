import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import type { Trouble } from "./faults.ts";

/** What came of a request: the status of a whole answer, or "broken". */
export type Outcome = { readonly status: number | "broken"; readonly bytes: number };

/** One kind of request in the mix. */
export type Kind = {
  readonly name: string;
  /** Its share of the mix is this against the sum of all. */
  readonly weight: number;
  /** Null for a request that its client has left. */
  readonly send: (client: Client) => Promise<Outcome | null>;
  readonly isGood: (outcome: Outcome) => boolean;
  /** What may go wrong with it, and what it may then also come to. */
  readonly trouble?: { readonly of: Trouble; readonly statuses: readonly Outcome["status"][] };
};

export type Client = {
  readonly url: string;
  readonly dispatcher: Dispatcher;
  readonly headers: Readonly<Record<string, string>>;
};

const MB = 1024 ** 2;
const CHUNK = Buffer.alloc(64 * 1024, "u");
const CHUNKS = 4;
const EVENTS_BYTES = "data: 1\n\n".length * 5;
const ABORT_MS_MAX = 30;
const FAILED = [502, 503, "broken"] as const;

/** The routes that the mix below asks for. */
export const ROUTES = [
  { path: "/api/v1/items/{id}", rate_limit: "off" },
  { path: "/api/v1/items", method: "POST", rate_limit: "off", max_body: "1mb" },
  { path: "/api/v1/large", rate_limit: "off" },
  { path: "/api/v1/kept/{id}", rate_limit: "off", cache_ttl: "2s", cache_scope: "org" },
  { path: "/api/v1/lone", rate_limit: "off", proxy_upstream: "$LONE", timeout: "5s" },
  { path: "/api/v1/events", rate_limit: "off", proxy_upstream: "$EVENTS" },
  { path: "/api/v1/limited", rate_limit: { requests: 50, window: "10s", per: "user" } },
];

/** What the gateway is asked in a soak run. Each knows what may come of it, and when. */
export const MIX: readonly Kind[] = [
  kind("get", 42, get("/api/v1/items/7"), [200]),
  kind("get, cached", 10, get("/api/v1/kept/7"), [200]),
  { ...kind("get, lone server", 8, get("/api/v1/lone"), [200]), trouble: during("lone") },
  { ...kind("post", 10, post("/api/v1/items", '{"name":"new"}'), [201]), trouble: during("pair") },
  { ...kind("upload", 4, upload(CHUNKS), [201]), trouble: during("pair") },
  {
    ...kind("download", 2, get("/api/v1/large"), [200]),
    isGood: ({ bytes, status }) => status === 200 && bytes === MB,
    trouble: { of: "pair", statuses: ["broken"] },
  },
  {
    ...kind("event stream", 2, get("/api/v1/events"), [200]),
    isGood: ({ bytes, status }) => status === 200 && bytes === EVENTS_BYTES,
  },
  kind("left by its client", 8, abandoned, []),
  kind("without a token", 4, get("/api/v1/items/7", { authorization: "" }), [401]),
  kind("unknown path", 4, get("/api/v1/none"), [404]),
  // The client may meet the end of the connection before it has read its answer, and the service its
  // own before the body is too large.
  {
    ...kind("too large", 2, upload(MB / CHUNK.length + 1), [413, "broken"]),
    trouble: during("pair"),
  },
  kind("limited", 4, get("/api/v1/limited"), [200, 429]),
];

function kind(
  name: string,
  weight: number,
  send: Kind["send"],
  statuses: readonly Outcome["status"][],
): Kind {
  return { name, weight, send, isGood: ({ status }) => statuses.includes(status) };
}

function during(of: Trouble) {
  return { of, statuses: FAILED };
}

function get(path: string, headers: Readonly<Record<string, string>> = {}): Kind["send"] {
  return (client) =>
    outcomeOf(
      request(client.url + path, {
        dispatcher: client.dispatcher,
        headers: Object.fromEntries(
          Object.entries({ ...client.headers, ...headers }).filter(([, value]) => value !== ""),
        ),
      }),
    );
}

function post(path: string, body: string): Kind["send"] {
  return ({ dispatcher, headers, url }) =>
    outcomeOf(request(url + path, { dispatcher, headers, method: "POST", body }));
}

function upload(chunks: number): Kind["send"] {
  async function* body() {
    for (let chunk = 0; chunk < chunks; chunk++) yield CHUNK;
  }
  return ({ dispatcher, headers, url }) =>
    outcomeOf(
      request(`${url}/api/v1/items`, {
        dispatcher,
        headers,
        method: "POST",
        body: Readable.from(body(), { objectMode: false }),
      }),
    );
}

async function abandoned({ dispatcher, headers, url }: Client): Promise<null> {
  const leaving = new AbortController();
  const path = Math.random() < 0.5 ? "/api/v1/items/7" : "/api/v1/events";
  const answer = outcomeOf(request(url + path, { dispatcher, headers, signal: leaving.signal }));
  await pause(Math.random() * ABORT_MS_MAX);
  leaving.abort();
  await answer;
  return null;
}

async function outcomeOf(answer: Promise<Dispatcher.ResponseData>): Promise<Outcome> {
  let bytes = 0;
  try {
    const { body, statusCode: status } = await answer;
    for await (const chunk of body) bytes += chunk.length;
    return { status, bytes };
  } catch {
    return { status: "broken", bytes };
  }
}
