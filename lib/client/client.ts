import { readBody, readEvents } from "./answer-body.ts";
import { callOptions, requestOf } from "./request.ts";
import { send, waitFor } from "./send.ts";
import { type TokenHolder, tokenHolder } from "./token-holder.ts";
import type { Call, FollowEvents } from "./typed-calls.ts";

/** Calls the platform's services through the gateway, as whoever is signed in. */
export type GatewayClient = {
  readonly get: Call<"get">;
  readonly post: Call<"post">;
  readonly put: Call<"put">;
  readonly patch: Call<"patch">;
  readonly delete: Call<"delete">;
  readonly events: FollowEvents;
  /** As the browser's `fetch`, with all that the typed calls do; for what they do not cover. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The token behind the calls. */
  readonly tokens: TokenHolder;
  /** Stops listening to other pages. The client can be used again all the same. */
  readonly close: () => void;
};

type Options = {
  /** Origin of the gateway; the page's own unless said otherwise. */
  readonly origin?: string;
  /** The longest `Retry-After` to wait for, milliseconds. */
  readonly waitMsMax?: number;
  /** For tests. */
  readonly fetch?: (input: string | Request, init?: RequestInit) => Promise<Response>;
  readonly now?: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

const WAIT_MS_MAX = 30_000;

/** A client of the gateway that serves this page. Nothing is sent before the first call. */
export function createGatewayClient(options: Options = {}): GatewayClient {
  const { origin = "", waitMsMax = WAIT_MS_MAX, now = Date.now, wait = waitFor } = options;
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const tokens = tokenHolder({ fetch: (path, init) => fetch(origin + path, init), now });
  const sender = { tokens, fetch, wait, waitMsMax };

  function call(method: string) {
    return async (path: string, ...given: readonly unknown[]) => {
      const request = requestOf(method, path, callOptions(given), origin);
      const response = await send(request, sender);
      return { data: await readBody(response, request.signal), response };
    };
  }

  async function* events(path: string, ...given: readonly unknown[]) {
    const request = requestOf("GET", path, callOptions(given), origin);
    yield* readEvents(await send(request, sender), request.signal);
  }

  return {
    get: call("GET"),
    post: call("POST"),
    put: call("PUT"),
    patch: call("PATCH"),
    delete: call("DELETE"),
    events,
    fetch: (input, init) => send(new Request(input, init), sender),
    tokens,
    close: () => tokens.close(),
  };
}
