import { parseConfig } from "#lib/gateway/config/parse.ts";

const ENV = {
  AGENTS_SERVICE_URL: "http://agents:8080",
  APP_ORIGIN: "https://app.example",
  NOT_A_URL: "hunter2",
};

/** A route that is sound. */
export const ROUTES = `routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL`;

/** A file that is sound; more routes may be added to it. */
export const WHOLE = `version: "1.0"\n${ROUTES}`;

/** Reads a text with one `▶` where the fault is expected. */
export function faultsOf(marked: string, env: Record<string, string | undefined> = ENV) {
  const before = marked.slice(0, marked.indexOf("▶")).split("\n");
  const expected = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  const parsed = parseConfig(marked.replace("▶", ""), { file: "routes.yaml", env });
  return { expected, faults: parsed.ok ? [] : parsed.faults };
}

/** A file with one route, on whose seventh and further lines are the options given. */
export function routeWith(
  options: string,
  { path = "/api/v1/agents/{id}", top = "" } = {},
): string {
  const lines = options.split("\n").map((line) => `    ${line}`);
  return `version: "1.0"
${top}
routes:
  - path: ${path}
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL
${lines.join("\n")}
`;
}
