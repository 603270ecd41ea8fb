import { createHash } from "node:crypto";
import type { RouteConfig } from "../config/schema.ts";

const CHARACTERS = 16;

/** A short text that differs between routes, and changes when a route's answers may. */
export function routeMark(route: RouteConfig): string {
  const { cacheTtlMs, forwardHeaders, path, upstream, upstreamPath } = route;
  return createHash("sha256")
    .update(JSON.stringify([path, upstream.name, upstreamPath, cacheTtlMs, forwardHeaders]))
    .digest("base64url")
    .slice(0, CHARACTERS);
}
