import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { createGatewayClient } from "../../lib/client/client.ts";
import { type GatewayError, isGatewayError } from "../../lib/client/gateway-error.ts";

type Answering = (request: IncomingMessage, response: ServerResponse) => void;
type Seen = { readonly line: string; readonly token: string };

export const HOUR_MS = 3_600_000;

/** A gateway that gives tokens t1, t2, ... for an hour, and answers `/api/v1/` as it is told. */
export async function useClient(answer: Answering, session: Answering = () => {}) {
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

export function tokenNumber(count: number, session = "s"): string {
  const claims = { jti: `${session}.${count}`, role: "user", scopes: ["read"] };
  return `h${count}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
}

export function tokenIn({ headers }: IncomingMessage): string {
  return (headers.authorization ?? "none").replace(/^Bearer (\w+)\..*$/, "$1");
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  const own = { "content-type": "application/json", "x-request-id": "req-header00", ...headers };
  response.writeHead(status, own).end(JSON.stringify(body));
}

export function refuse(response: ServerResponse, status: number, code: string, headers = {}): void {
  const error = { code, message: `said ${code}`, request_id: "req-envelope" };
  json(response, status, { error, metadata: { success: false, timestamp: "" } }, headers);
}

export async function errorOf(call: Promise<unknown>): Promise<GatewayError> {
  const error = await call.then(
    () => new Error("the call was answered"),
    (thrown: unknown) => thrown,
  );
  if (!isGatewayError(error)) throw error;
  return error;
}
