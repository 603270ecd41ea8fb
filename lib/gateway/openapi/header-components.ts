import type { RouteConfig } from "../config/schema.ts";
import { componentRef, type JsonObject } from "./json-object.ts";

const text = (description: string, example: string): JsonObject => ({
  description,
  schema: { type: "string" },
  example,
});

/** `components/headers`: what the gateway adds to answers. */
export const HEADER_COMPONENTS: JsonObject = {
  "X-Request-ID": text(
    "Names the request in the log; the caller's own is kept when it is 8 to 128 of A-Z a-z 0-9 . _ -",
    "req-4f1c0a9be2d83357",
  ),
  RateLimit: text(
    "What is left of the limit, and in how many seconds it is whole again (draft-ietf-httpapi-ratelimit-headers).",
    '"default";r=599;t=42',
  ),
  "RateLimit-Policy": text("The limit: requests and seconds.", '"default";q=600;w=60'),
  "Retry-After": {
    description: "Seconds after which to try again (RFC 9110 section 10.2.3).",
    schema: { type: "integer", minimum: 0 },
    example: 12,
  },
  "Cache-Status": text(
    "Whether the answer came from the gateway's cache (RFC 9211).",
    "eloquent-gateway; hit; ttl=42",
  ),
  Age: {
    description: "Seconds since the service made the answer (RFC 9111 section 5.1).",
    schema: { type: "integer", minimum: 0 },
    example: 18,
  },
  ETag: text("Names this version of the answer, for If-None-Match.", '"yq3Ff0lC0bWzN1pX"'),
  "WWW-Authenticate": text(
    "What is wrong with the token (RFC 6750 section 3).",
    'Bearer realm="eloquent", error="invalid_token"',
  ),
};

/** The headers of a route's answers with a status (`200`, `4XX`, `default`). */
export function answerHeaders({ rateLimit, cacheTtlMs }: RouteConfig, status: string): JsonObject {
  const isCacheable = cacheTtlMs !== null && /^(?:2|304)/.test(status);
  const names = [
    "X-Request-ID",
    ...(rateLimit === null ? [] : ["RateLimit", "RateLimit-Policy"]),
    ...(isCacheable ? ["Cache-Status", "Age", "ETag"] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, componentRef("headers", name)]));
}
