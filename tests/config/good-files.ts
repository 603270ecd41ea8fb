import { formatFaults } from "#lib/gateway/config/faults.ts";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import { readTextFile } from "#lib/gateway/config/read-descriptions.ts";

/** What the files below name. */
export const ENV = {
  AGENTS_SERVICE_URL: "http://agents:8080",
  WORKFLOWS_SERVICE_URL: "http://workflows:8080",
  ENTITIES_SERVICE_URL: "http://entities:8080",
  GATEWAY_SIGNING_SECRET: "signing-secret-signing-secret-0123",
  APP_ORIGINS: "https://App.example:443,https://b.example",
};

// Word for word as the platform guide shows it, indented as YAML must be.
export const GUIDE = `version: "1.0"

public_paths:
  - /health
  - /ready
  - /api/v1/docs

routes:
  # READ operation (GET) - no scope required, just auth
  - path: /api/v1/agents
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    cache_ttl: 60s

  # WRITE operation (POST) - requires scope
  - path: /api/v1/agents
    method: POST
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    scopes:
      - write:agents

  # WRITE operation (PUT/DELETE) - requires scope
  - path: /api/v1/agents/{id}
    method: PUT
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    scopes:
      - write:agents
`;

// Describes the route that every option is tried on; the platform's own files are read from disk.
const DESCRIPTION = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "A", version: "1" },
  paths: { "/v2/{agent}": { get: {} } },
});

function readText(path: string): string {
  return path === "a.json" ? DESCRIPTION : readTextFile(path);
}

/** What a good file says; throws the faults of one that is not. */
export function parsed(text: string) {
  const result = parseConfig(text, { file: "routes.yaml", env: ENV, readText });
  if (!result.ok) throw new Error(formatFaults(result.faults));
  return result.config;
}

/** The one route of a file with the options given. */
export function route(options: string, { top = "", method = "GET" } = {}) {
  const [only] = parsed(`version: "1.0"
${top}
routes:
  - { path: "/api/v1/agents/{id}", method: ${method}, proxy_upstream: http://agents, ${options} }
`).routes;
  if (only === undefined) throw new Error("no route");
  return only;
}
