const open = { auth_required: false };

/**
 * Guarded and open routes whose shapes overlap: whoever reads a path otherwise than the router lands
 * on a route that asks for less.
 */
export const OVERLAPPING_ROUTES = [
  { path: "/api/v1/agents" },
  { path: "/api/v1/agents", method: "POST" },
  { path: "/api/v1/agents", method: "DELETE" },
  { path: "/api/v1/agents/{id}" },
  { path: "/api/v1/agents/{id}", method: "DELETE" },
  { path: "/api/v1/renamed/{id}", upstream_path: "/internal/{id}/detail" },
  { path: "/api/v1/tree/{rest*}", upstream_path: "/files/{rest}" },
  { ...open, path: "/api/v1/{name}" },
  { ...open, path: "/api/v1/open/{rest*}" },
  { ...open, path: "/api/v1/open/{rest*}", method: "POST" },
];
