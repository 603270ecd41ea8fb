import { errorOf, isGatewayError, unreachable } from "./gateway-error.ts";
import type { TokenHolder } from "./token-holder.ts";

type Sender = {
  readonly tokens: TokenHolder;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Resolves after so many milliseconds; rejects with the signal's reason when that fires. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The longest `Retry-After` that is waited for. */
  readonly waitMsMax: number;
};

// RFC 9110 section 9.2.2.
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const WAITS_MAX = 2;

/**
 * Sends a request with the token. Once more with a new token when this one has expired; after
 * `Retry-After` on 429 and 503, for idempotent methods. Only bodies of JSON are sent again: to keep
 * others back would hold whole files in memory. Throws GatewayError for every answer of 400 or
 * more, and the signal's reason when that fires.
 */
export async function send(request: Request, sender: Sender): Promise<Response> {
  const { signal } = request;
  const isReplayable = !hasBody(request) || isJson(request);
  const mayWait = isReplayable && IDEMPOTENT.has(request.method);
  let token = await currentToken(sender.tokens, signal);
  let waits = 0;
  for (let isRenewed = false; ; ) {
    signal.throwIfAborted();
    const response = await attempt(request, { token, isReplayable, sender });
    if (response.status < 400) return response;
    const error = await errorOf(response);
    const isOld = error.code === "EXPIRED_TOKEN" && token !== null;
    if (isOld && isReplayable && !isRenewed) {
      isRenewed = true;
      token = (await unlessAborted(sender.tokens.renew(token ?? undefined), signal)).token;
      continue;
    }
    if (error.status === 401 && token !== null) sender.tokens.drop(token);
    const waitMs = mayWait && isBusy(error.status) ? (error.retryAfterSeconds ?? -1) * 1000 : -1;
    if (waitMs < 0 || waitMs > sender.waitMsMax || waits === WAITS_MAX) throw error;
    waits += 1;
    await sender.wait(waitMs, signal);
    token = await currentToken(sender.tokens, signal);
  }
}

type Attempt = {
  readonly token: string | null;
  readonly isReplayable: boolean;
  readonly sender: Sender;
};

async function attempt(request: Request, { token, isReplayable, sender }: Attempt) {
  const copy = isReplayable ? request.clone() : request;
  if (token !== null) copy.headers.set("authorization", `Bearer ${token}`);
  try {
    return await sender.fetch(copy);
  } catch (cause) {
    request.signal.throwIfAborted();
    throw unreachable(cause);
  }
}

// Without a session the gateway says what may be called: some routes need no token.
async function currentToken(tokens: TokenHolder, signal: AbortSignal): Promise<string | null> {
  try {
    return (await unlessAborted(tokens.get(), signal)).token;
  } catch (error) {
    if (isGatewayError(error) && error.status === 401) return null;
    throw error;
  }
}

// Not by `request.body`, which Firefox does not have.
function hasBody({ headers, method }: Request): boolean {
  return method !== "GET" && method !== "HEAD" && headers.has("content-type");
}

function isJson(request: Request): boolean {
  return /^application\/(?:\S+\+)?json\b/.test(request.headers.get("content-type") ?? "");
}

function isBusy(status: number): boolean {
  return status === 429 || status === 503;
}

// Others may wait for the same token, so that asking for it goes on.
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** `setTimeout` as a promise that an AbortSignal ends early. */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
