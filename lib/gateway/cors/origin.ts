import type { CorsConfig } from "../config/schema.ts";
import { type HeaderList, headerValue } from "../header-list.ts";

/** Where a call comes from: no `Origin` at all, our own pages, the allow-list, or elsewhere. */
export type Origin = "none" | "same" | "allowed" | "foreign";

/** `publicOrigin` is the app's own origin as browsers see it (of NEXTAUTH_URL). */
export function originOf(headers: HeaderList, cors: CorsConfig, publicOrigin: string): Origin {
  const origin = headerValue(headers, "origin");
  if (origin === null) return "none";
  if (headerValue(headers, "sec-fetch-site") === "same-origin") return "same";
  if (isOwnOrigin(origin, headers, publicOrigin)) return "same";
  return isListed(origin, cors) ? "allowed" : "foreign";
}

/** Host and port of `Origin` equal those of `Host` (TLS ends before us, so no scheme), or it is the public origin. */
export function isOwnOrigin(origin: string, headers: HeaderList, publicOrigin: string): boolean {
  if (origin === publicOrigin) return true;
  const host = headerValue(headers, "host");
  const scheme = /^https?:\/\//.exec(origin)?.[0];
  if (host === null || scheme === undefined) return false;
  const defaultPort = scheme === "https://" ? ":443" : ":80";
  const bare = (authority: string) =>
    authority.endsWith(defaultPort) ? authority.slice(0, -defaultPort.length) : authority;
  return bare(origin.slice(scheme.length).toLowerCase()) === bare(host.toLowerCase());
}

// Exact: "null", other schemes, other ports and look-alike hosts are all simply not in the list.
function isListed(origin: string, { allowCredentials, allowedOrigins }: CorsConfig): boolean {
  if (origin === "null") return false;
  return allowedOrigins.includes(origin) || (allowedOrigins.includes("*") && !allowCredentials);
}
