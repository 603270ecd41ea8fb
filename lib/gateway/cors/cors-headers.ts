import type { CorsConfig } from "../config/schema.ts";
import { type HeaderList, headerValue } from "../header-list.ts";
import type { Origin } from "./origin.ts";

/** A CORS preflight: OPTIONS that names an origin and a method (Fetch standard, "CORS-preflight request"). */
export function isPreflight(method: string, headers: HeaderList): boolean {
  return (
    method === "OPTIONS" &&
    headerValue(headers, "origin") !== null &&
    headerValue(headers, "access-control-request-method") !== null
  );
}

/** Headers of any answer. `Vary: Origin` whenever a list is set, so that no cache mixes origins up. */
export function corsHeaders(headers: HeaderList, origin: Origin, cors: CorsConfig): string[] {
  if (cors.allowedOrigins.length === 0) return [];
  const vary = ["vary", "Origin"];
  if (origin !== "allowed") return vary;
  return [
    ...vary,
    ...allowOrigin(headers, cors),
    "access-control-expose-headers",
    cors.exposedHeaders.join(", "),
  ];
}

/** Headers of a preflight's 204. `methods` are those of the path, as `Allow` lists them. */
export function preflightHeaders(
  headers: HeaderList,
  origin: Origin,
  cors: CorsConfig,
  methods: string,
): string[] {
  const vary = cors.allowedOrigins.length === 0 ? [] : ["vary", "Origin"];
  if (origin !== "allowed") return ["allow", methods, ...vary];
  return [
    ...vary,
    ...allowOrigin(headers, cors),
    ...["access-control-allow-methods", methods],
    ...["access-control-allow-headers", cors.allowedHeaders.join(", ")],
    ...["access-control-max-age", String(cors.maxAgeSeconds)],
  ];
}

function allowOrigin(headers: HeaderList, cors: CorsConfig): string[] {
  const isAny = cors.allowedOrigins.includes("*") && !cors.allowCredentials;
  const origin = isAny ? "*" : (headerValue(headers, "origin") ?? "");
  const credentials = cors.allowCredentials ? ["access-control-allow-credentials", "true"] : [];
  return ["access-control-allow-origin", origin, ...credentials];
}
