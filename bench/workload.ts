/** What every peer is asked for, and by whom. The upstreams serve it, the cases request it. */
export const SECRET = "bench-secret-bench-secret-bench-secret-12";
export const ISSUER = "eloquent-gateway";
export const AUDIENCE = "eloquent-api";
export const SCOPE = "read:items";

export const CLAIMS = {
  org_id: "5f0c9a52-6d7e-4c36-9a52-0f6f7a1e2b11",
  user_id: "a1b93c76-02b4-4a0e-8f58-3a0d64f0c9d2",
  email: "user@example.com",
  role: "user",
  scopes: ["read", "write", SCOPE],
  product: "eloquent",
};

export const PATHS = {
  item: "/api/v1/items/42",
  items: "/api/v1/items",
  cached: "/api/v1/cached/42",
  kilobytes: "/api/v1/files/100kb",
  megabytes: "/api/v1/files/100mb",
  gigabyte: "/api/v1/files/1gb",
  events: "/api/v1/events",
  uploads: "/api/v1/uploads",
};

/** Bytes of each file, by the last segment of its path. */
export const FILES = {
  "100kb": 100 * 1024,
  "100mb": 100 * 1024 * 1024,
  "1gb": 1024 * 1024 * 1024,
};

/** The upstream repeats here the organisation it was told of, so that any client can check it. */
export const SAW_ORG = "x-upstream-saw-org";

/** About 500 bytes of JSON, what an API typically answers with. */
export const ITEM = JSON.stringify({
  id: "42",
  name: "Quarterly report",
  description:
    "Collects the figures of every team, compares them with those of the quarter before, and writes a summary for the board that names what changed and why.",
  status: "active",
  owner: { id: CLAIMS.user_id, name: "Ada Example", email: "ada@example.com" },
  tags: ["finance", "quarterly", "board", "automated"],
  created_at: "2024-03-01T10:00:00Z",
  updated_at: "2024-05-17T08:31:12Z",
  links: { self: "/api/v1/items/42", runs: "/api/v1/items/42/runs" },
});

/** 1 KB of JSON to post. */
export const NEW_ITEM = JSON.stringify({ name: "New item", note: "x".repeat(995) });
