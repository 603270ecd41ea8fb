import { headers as nextHeaders } from "next/headers";
import { responseOf } from "./auth/web-reply.ts";
import { auth } from "./auth.ts";
import { env } from "./env.ts";
import { errorReply } from "./gateway/errors/envelope.ts";
import { GatewayError } from "./gateway/errors/gateway-error.ts";
import { gatewayInstance } from "./gateway/instance.ts";
import { handleInProcess, type InProcessCall } from "./gateway/lanes/in-process.ts";
import { rawRequestOf } from "./gateway/lanes/raw-requests.ts";
import { requestIdOf } from "./gateway/request-id.ts";
import { sessionToken } from "./session-token.ts";

// What the page's request says of who asks, how they came here, and under which trace.
const CONTINUED = new Set([
  "accept-language",
  "forwarded",
  "host",
  "traceparent",
  "tracestate",
  "user-agent",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
]);

/**
 * Calls a route of the gateway from a server component or a route handler of this app: through the
 * same pipeline, as whoever is signed in, without a socket. `path` is path and query, as in
 * `/api/v1/agents?limit=5`; `init` is fetch's, its `Authorization` ignored. Resolves to the answer,
 * refusals included. Throws TypeError for a body with GET or HEAD.
 */
export async function gatewayFetch(path: string, init: RequestInit = {}): Promise<Response> {
  const { gateway } = gatewayInstance();
  const incoming = await nextHeaders();
  const requestId = requestIdOf([...incoming].flat());
  const request = new Request("http://gateway", init);
  try {
    const authorization = await credentials(gateway.config.roles);
    const call = await callOf(path, request, init, incoming, [
      "x-request-id",
      requestId,
      ...authorization,
    ]);
    return await handleInProcess(call, gateway.handle);
  } catch (error) {
    if (error instanceof GatewayError) return responseOf(errorReply(error, requestId, Date.now()));
    throw error;
  }
}

// Without a session the pipeline decides: some routes need no token.
async function credentials(roles: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
  const session = await auth();
  if (session === null) return [];
  const { jwtSecret } = env();
  const token = await sessionToken(session, { roles, secret: jwtSecret, now: Date.now() });
  return ["authorization", `Bearer ${token}`];
}

async function callOf(
  target: string,
  request: Request,
  init: RequestInit,
  incoming: Headers,
  own: readonly string[],
): Promise<InProcessCall> {
  const raw = rawRequestOf(incoming);
  const body = await bodyOf(request, init);
  const set = new Set(["authorization", "x-request-id", "content-length", ...CONTINUED]);
  const given = [...request.headers].filter(([name]) => !set.has(name)).flat();
  return {
    method: request.method,
    target,
    headers: [...continued(incoming), ...given, ...own, ...body.headers],
    body: body.stream,
    signal: request.signal,
    peerAddress: raw?.message.socket.remoteAddress ?? null,
  };
}

function continued(incoming: Headers): string[] {
  const { clientAddressHeader } = env();
  // Next adds addresses of its own to what it hands out.
  const raw = rawRequestOf(incoming)?.message.rawHeaders ?? [...incoming].flat();
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? "";
    if (CONTINUED.has(name) || name === clientAddressHeader) kept.push(name, raw[index + 1] ?? "");
  }
  return kept;
}

type Body = {
  readonly stream: ReadableStream<Uint8Array> | null;
  readonly headers: readonly string[];
};

// What is whole has a length; a stream goes on as it comes.
async function bodyOf(request: Request, { body = null }: RequestInit): Promise<Body> {
  if (body === null) return { stream: null, headers: [] };
  if (body instanceof ReadableStream) return { stream: request.body, headers: [] };
  const blob = await request.blob();
  return { stream: blob.stream(), headers: ["content-length", String(blob.size)] };
}
