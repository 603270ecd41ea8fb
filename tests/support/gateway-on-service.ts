import { afterAll, beforeEach } from "vitest";
import { Cancellation } from "#lib/gateway/cancellation.ts";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import { createExchange, type Exchange } from "#lib/gateway/exchange.ts";
import { createGateway, type Gateway } from "#lib/gateway/gateway.ts";
import type { Parts } from "#lib/gateway/pipeline/order.ts";
import { isStreaming, type Reply } from "#lib/gateway/reply.ts";
import { readTarget } from "#lib/gateway/routing/canonical-path.ts";
import { createUpstreamAgent } from "#lib/gateway/upstream/agent.ts";
import { gatewayParts } from "./gateway-parts.ts";
import { makeToken } from "./tokens.ts";
import { rawValues, startUpstream } from "./upstream.ts";

const SECRET = "test-secret-test-secret-test-secret-1234";
const ROUTES = `
version: "1.0"
cors: { allowed_origins: ["https://partner.example"] }
routes:
  - { path: /api/v1/agents, method: GET, proxy_upstream: $SERVICE }
  - { path: /api/v1/agents, method: POST, proxy_upstream: $SERVICE, scopes: ["write:agents"] }
  - { path: "/api/v1/agents/{id}", method: PUT, proxy_upstream: $SERVICE }
  - { path: /api/v1/status, method: HEAD, proxy_upstream: $SERVICE, auth_required: false }
  - { path: /api/v1/status, method: GET, proxy_upstream: $SERVICE, auth_required: false }
  - path: /api/v1/scarce
    method: GET
    proxy_upstream: $SERVICE
    rate_limit: { requests: 1, window: 1h }
`;

/** Gateways without Next in front of a service that answers everything, for all tests of a file. */
export async function startGatewayOnService() {
  const service = await startUpstream();
  service.answerWith((response) => {
    response.writeHead(200, { "x-request-id": "theirs", "access-control-allow-origin": "*" });
    response.end('{"ok":true}');
  });
  const agent = createUpstreamAgent();
  const logged: Exchange[] = [];
  const bugs: unknown[] = [];
  afterAll(async () => {
    await agent.destroy();
    await service.close();
  });
  beforeEach(() => {
    service.requests.length = 0;
    logged.length = 0;
    bugs.length = 0;
  });
  const gateway = gatewayOf();

  function gatewayOf(changes: Partial<Parts> = {}): Gateway {
    const parsed = parseConfig(ROUTES, { file: "routes.yaml", env: { SERVICE: service.url } });
    if (!parsed.ok) throw new Error(parsed.faults.map(({ message }) => message).join("\n"));
    const parts = gatewayParts(
      { secret: SECRET, dispatcher: agent },
      {
        record: (exchange) => {
          logged.push(exchange);
          exchange.onClosed = () => undefined;
        },
        reportBug: (error) => bugs.push(error),
        ...changes,
      },
    );
    return createGateway(parsed.config, parts);
  }

  async function send(
    method: string,
    target: string,
    headers: readonly string[] = [],
    to: Gateway = gateway,
  ): Promise<Reply> {
    return to.handle(exchangeOf(method, target, headers));
  }

  return { bugs, gateway, gatewayOf, logged, send, service };
}

/** A request as the direct lane hands it over. */
export function exchangeOf(method: string, target: string, headers: readonly string[]): Exchange {
  return createExchange({
    ...{ method, rawTarget: target, target: readTarget(target), headFault: null },
    ...{ headers: ["Host", "app.example", ...headers], peerAddress: "192.0.2.1", lane: "direct" },
    ...{ cancellation: new Cancellation(), body: null },
  });
}

/** The header of a token that these gateways take. */
export async function authorized(scopes: readonly string[] = ["write:agents"]): Promise<string[]> {
  return ["Authorization", `Bearer ${await makeToken({ secret: SECRET, claims: { scopes } })}`];
}

/** The whole of a reply's body. */
export async function textOf({ body }: Reply): Promise<string> {
  if (!isStreaming(body)) return body === null ? "" : Buffer.from(body).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Values of a header of a reply. `name` in lower case. */
export function valuesOf({ headers }: Reply, name: string): string[] {
  return rawValues(headers, name);
}
