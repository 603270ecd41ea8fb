import type { Environment } from "./environment-names.ts";
import type { Report } from "./faults.ts";
import { readOrigins } from "./origins.ts";
import type { CorsConfig, RoutesFile } from "./schema.ts";

/** Expands and normalises the allowed origins, and reports those that no browser would send. */
export function readCors(cors: RoutesFile["cors"], env: Environment, report: Report): CorsConfig {
  const allowed = cors.allowed_origins.flatMap((entry, index) => {
    const [origins, faults] = readOrigins(entry, env);
    const path = ["cors", "allowed_origins", index];
    for (const fault of faults) report(path, fault);
    if (cors.allow_credentials && origins.includes("*")) {
      report(path, "* is impossible together with allow_credentials");
    }
    return origins;
  });
  return {
    allowedOrigins: [...new Set(allowed)],
    allowedHeaders: cors.allowed_headers,
    exposedHeaders: cors.exposed_headers,
    maxAgeSeconds: Math.floor(cors.max_age / 1000),
    allowCredentials: cors.allow_credentials,
  };
}
