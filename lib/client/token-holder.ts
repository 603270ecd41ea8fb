import { errorOf, type GatewayError, isGatewayError, unreachable } from "./gateway-error.ts";
import { type SessionNews, sessionNews } from "./session-channel.ts";
import { type TokenClaims, tokenClaims } from "./token-claims.ts";

/** A gateway token; `expiresAt` is in milliseconds of this machine's clock. */
export type HeldToken = Readonly<{
  token: string;
  claims: TokenClaims;
  expiresAt: number;
  lifetimeMs: number;
}>;

/** Holds one token in memory, for whoever calls. */
export type TokenHolder = {
  /** The token in hand, expired or not; null when there is none. */
  readonly held: HeldToken | null;
  /** Whether one is being asked for. */
  readonly isRenewing: boolean;
  /** Why the last attempt to get one failed; null when it did not. */
  readonly failure: GatewayError | null;
  /** A token that still holds. All who wait share one request. Rejects with a GatewayError. */
  get(): Promise<HeldToken>;
  /** A token other than `stale`, or simply a new one. */
  renew(stale?: string): Promise<HeldToken>;
  /** Forgets the token, if it is this one or no one is named. */
  drop(token?: string): void;
  /** Calls back after each change; gives what ends that. */
  subscribe(listener: () => void): () => void;
  close(): void;
};

type Options = {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

const ENDPOINT = "/api/gateway-token";
// A token is replaced in its last minute, or its last quarter when it is a short one.
const RENEW_BEFORE_MS = 60_000;

/** Gets tokens from the session's endpoint. They stay in memory: nothing is ever stored. */
export function tokenHolder({ fetch, now }: Options): TokenHolder {
  const listeners = new Set<() => void>();
  let held: HeldToken | null = null;
  let failure: GatewayError | null = null;
  let renewal: Promise<HeldToken> | null = null;
  let news: SessionNews | null = null;

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function drop(token?: string): void {
    if (token !== undefined && held?.token !== token) return;
    held = null;
    // What is on its way may be the old session's.
    renewal = null;
    changed();
  }

  function onNews(session: string | null): void {
    if (session === null || (held !== null && sessionOf(held) !== session)) drop();
  }

  function ask(): Promise<HeldToken> {
    news ??= sessionNews(onNews);
    const asked = request(fetch, now).then(
      (fresh) => {
        if (renewal !== asked) return get();
        renewal = null;
        const isOther = held === null || sessionOf(held) !== sessionOf(fresh);
        held = fresh;
        failure = null;
        if (isOther) news?.announce(sessionOf(fresh));
        changed();
        return fresh;
      },
      (error: unknown) => {
        if (renewal !== asked) return get();
        renewal = null;
        failure = isGatewayError(error) ? error : null;
        // The session has ended: what it gave must not outlive it.
        if (failure?.status === 401) held = null;
        changed();
        throw error;
      },
    );
    renewal = asked;
    changed();
    return asked;
  }

  async function get(): Promise<HeldToken> {
    if (held === null || held.expiresAt <= now()) return renewal ?? ask();
    const { expiresAt, lifetimeMs } = held;
    if (now() < expiresAt - Math.min(RENEW_BEFORE_MS, lifetimeMs / 4)) return held;
    // It still holds: nobody has to wait for the next.
    if (renewal === null) void ask().catch(() => {});
    return held;
  }

  // A page that comes back from the browser's memory has slept through whatever happened.
  const onShow = (event: Event) => {
    if ("persisted" in event && event.persisted === true) drop();
  };
  if (typeof window !== "undefined") window.addEventListener("pageshow", onShow);

  return {
    get held() {
      return held;
    },
    get isRenewing() {
      return renewal !== null;
    },
    get failure() {
      return failure;
    },
    get,
    renew: (stale) =>
      stale !== undefined && held !== null && held.token !== stale ? get() : (renewal ?? ask()),
    drop,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      news?.close();
      news = null;
      if (typeof window !== "undefined") window.removeEventListener("pageshow", onShow);
    },
  };
}

async function request(fetch: Options["fetch"], now: () => number): Promise<HeldToken> {
  let response: Response;
  try {
    response = await fetch(ENDPOINT, { cache: "no-store" });
  } catch (cause) {
    throw unreachable(cause);
  }
  if (!response.ok) throw await errorOf(response);
  const { token, expiresIn } = Object(await response.json().catch(() => null));
  const claims = typeof token === "string" ? tokenClaims(token) : null;
  if (claims === null || typeof expiresIn !== "number") throw unreachable("no token in the answer");
  const lifetimeMs = expiresIn * 1000;
  return { token, claims, expiresAt: now() + lifetimeMs, lifetimeMs };
}

// `jti` is `<session id>.<random>`.
function sessionOf({ claims }: HeldToken): string {
  const [, id] = claims.all.find(([name]) => name === "jti") ?? [];
  return String(id ?? "").replace(/\.[^.]*$/, "");
}
