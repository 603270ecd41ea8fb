import { once } from "node:events";
import { createServer } from "node:http";
import { trustProxies } from "#lib/gateway/client/client-address.ts";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import type { GatewayConfig } from "#lib/gateway/config/schema.ts";
import type { Exchange } from "#lib/gateway/exchange.ts";
import type { Surroundings } from "#lib/gateway/explain/dry-parts.ts";
import { createGateway } from "#lib/gateway/gateway.ts";
import { attachOnFirstRequest } from "#lib/gateway/lanes/attach.ts";
import { handleRequest } from "#lib/gateway/lanes/route.ts";
import type { Handler } from "#lib/gateway/pipeline/stage.ts";
import { recordAnswers } from "#lib/gateway/telemetry/record.ts";
import { createUpstreamAgent } from "#lib/gateway/upstream/agent.ts";
import { createSigner } from "#lib/gateway/upstream/signature.ts";
import { gatewayParts } from "#tests/support/gateway-parts.ts";
import { closeServer, startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

/** What the server answers itself when the gateway leaves a request to it. */
export const NOT_OURS = 418;

const SIGNING_SECRET = "signing-secret-signing-secret-signing-1";

export const SURROUNDINGS: Surroundings = {
  secret: "test-secret-test-secret-test-secret-1234",
  previousSecrets: [],
  signingSecret: SIGNING_SECRET,
  trustedProxies: ["127.0.0.0/8"],
  clientAddressHeader: "x-platform-address",
  publicOrigin: "https://gateway.example",
};

const ROUTES = `
version: "1.0"
cors: { allowed_origins: ["https://partner.example"], allow_credentials: true }
roles: { viewer: [read], user: [read, "write:agents"] }
defaults:
  rate_limit: { requests: 1000000, window: 60s }
  auth_failures: { requests: 1000000, window: 60s }
routes:
  - { path: /api/v1/agents, method: GET, proxy_upstream: $SERVICE, cache_ttl: 60s, cache_scope: org }
  - { path: /api/v1/agents, method: POST, proxy_upstream: $SERVICE, scopes: ["write:agents"], max_body: 8b }
  - { path: "/api/v1/agents/{id}", method: GET, proxy_upstream: $SERVICE, rate_limit: off }
  - { path: "/api/v1/agents/{id}", method: PUT, proxy_upstream: "\${SERVICE}/base", scopes: ["write:agents", admin] }
  - { path: "/api/v1/agents/search", method: POST, proxy_upstream: $SERVICE, scopes: [admin, "write:agents"], scopes_match: any }
  - { path: "/api/v1/agents/{id}/run", method: GET, proxy_upstream: $SERVICE, upstream_path: "/internal/{id}/run" }
  - { path: "/api/v1/files/{path*}", method: GET, proxy_upstream: $SERVICE, cache_ttl: 60s, forward_headers: [cookie, authorization] }
  - { path: "/api/v1/files/{name}", method: DELETE, proxy_upstream: $SERVICE, allowed_roles: [user] }
  - { path: /api/v1/status, method: GET, proxy_upstream: $SERVICE, auth_required: false, cache_ttl: 60s }
  - { path: /api/v1/status, method: POST, proxy_upstream: $SERVICE, auth_required: false, sign: true }
  - { path: "/api/v1/{any*}", method: GET, proxy_upstream: $SERVICE, rate_limit: { requests: 1000000, window: 10s, per: org } }
`;

export type RunningGateway = {
  readonly config: GatewayConfig;
  readonly service: UpstreamServer;
  /** Where the direct lane listens. */
  readonly port: number;
  /** Answers as the route lane does. */
  serve(request: Request): Promise<Response>;
  /** The exchange of the last request that the gateway took, or null since it was last asked. */
  takeSeen(): Exchange | null;
  stop(): Promise<void>;
};

/** A gateway that sends, counts and stores for real, behind both lanes, without Next around it. */
export async function startRunningGateway(): Promise<RunningGateway> {
  const service = await startUpstream();
  const config = configFor(service.url);
  const agent = createUpstreamAgent();
  const parts = gatewayParts(
    { secret: SURROUNDINGS.secret, dispatcher: agent },
    {
      signer: createSigner(SIGNING_SECRET),
      isTrustedProxy: trustProxies(SURROUNDINGS.trustedProxies),
      clientAddressHeader: SURROUNDINGS.clientAddressHeader,
      publicOrigin: SURROUNDINGS.publicOrigin,
      record: recordAnswers([]),
      reportBug(error) {
        throw error;
      },
    },
  );
  const gateway = createGateway(config, parts);
  let seen: Exchange | null = null;
  const handle: Handler = (exchange) => {
    seen = exchange;
    return gateway.handle(exchange);
  };
  const server = createServer((_, response) => response.writeHead(NOT_OURS).end());
  const isOurs = (other: unknown) => other === server;
  attachOnFirstRequest({
    ...{ isOurs, isDirect: true, handle, onAttached: () => undefined },
    clientTimeouts: { headMs: 15_000, idleMs: 60_000 },
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return {
    ...{ config, service, port: address.port },
    serve: (request) => handleRequest(request, handle),
    takeSeen() {
      const taken = seen;
      seen = null;
      return taken;
    },
    async stop() {
      await closeServer(server);
      await agent.destroy();
      await service.close();
    },
  };
}

function configFor(serviceUrl: string): GatewayConfig {
  const env = { SERVICE: serviceUrl, GATEWAY_SIGNING_SECRET: SIGNING_SECRET };
  const parsed = parseConfig(ROUTES, { file: "routes.yaml", env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.config;
}
