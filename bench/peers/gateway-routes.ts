import { SCOPE } from "../workload.ts";

/** The gateway's configuration: everything switched on, limits that nobody reaches. */
export const ROUTES = `
version: "1.0"
defaults:
  scopes: ["${SCOPE}"]
  rate_limit: { requests: 100000000, window: 60s }
  max_body: 2gb
routes:
  - { path: "/api/v1/items/{id}", method: GET, proxy_upstream: $ITEMS_SERVICE_URL }
  - { path: /api/v1/items, method: POST, proxy_upstream: $ITEMS_SERVICE_URL }
  - { path: "/api/v1/cached/{id}", method: GET, proxy_upstream: $ITEMS_SERVICE_URL, cache_ttl: 5m }
  - { path: "/api/v1/files/{name}", method: GET, proxy_upstream: $ITEMS_SERVICE_URL }
  - { path: /api/v1/events, method: GET, proxy_upstream: $STREAMS_SERVICE_URL }
  - { path: /api/v1/uploads, method: POST, proxy_upstream: $STREAMS_SERVICE_URL }
`;
