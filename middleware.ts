import { type NextRequest, NextResponse } from "next/server";
import { env } from "#lib/env.ts";
import { isPreflight } from "#lib/gateway/cors/cors-headers.ts";
import { gatewayInstance, handleInRoute } from "#lib/gateway/instance.ts";
import { rawRequestOf } from "#lib/gateway/lanes/raw-requests.ts";
import { handleRequest } from "#lib/gateway/lanes/route.ts";
import { requestIdOf } from "#lib/gateway/request-id.ts";
import { isGatewayPath } from "#lib/gateway/routing/gateway-path.ts";
import { prefersPage } from "#lib/page-or-document.ts";
import { pageSecurityHeaders } from "#lib/page-security.ts";

/**
 * Answers CORS preflights, gives requests their ids, and pages their security headers. The first
 * two run in the pipeline as well, which is what protects the API: it does not depend on this.
 */
export function middleware(request: NextRequest): Response | Promise<Response> {
  const headers = [...request.headers].flat();
  const isApi = isGatewayPath(request.nextUrl.pathname);
  if (isApi && isPreflight(request.method, headers)) {
    return handleRequest(request, handleInRoute);
  }
  const docs = docsAnswer(request);
  if (docs === "none") return handleRequest(request, gatewayInstance().gateway.refuse);
  const isReference = docs === "page";
  const requestId = requestIdOf(headers);
  const forwarded = new Headers(request.headers);
  forwarded.set("x-request-id", requestId);
  const security =
    isReference || isPage(request)
      ? pageSecurityHeaders(freshNonce(), !env().isProduction, isReference)
      : [];
  // Next reads the nonce for its scripts from the policy in the request.
  for (const [name, value] of security) forwarded.set(name, value);
  // The rewrite of next.config.ts looks at this. Next would take one from here, which has a host,
  // for one to another server.
  if (isReference) forwarded.set("x-gateway-page", "reference");
  else forwarded.delete("x-gateway-page");
  const response = NextResponse.next({ request: { headers: forwarded } });
  if (docs !== null) response.headers.append("vary", "Accept");
  // A header set here wins over the handler's, and the pipeline sets its own.
  if (!isApi) response.headers.set("x-request-id", requestId);
  for (const [name, value] of security) response.headers.set(name, value);
  return response;
}

const DOCS = "/api/v1/docs";

/**
 * What the API's description is asked as: a page, a document, or none, since a trailing slash makes
 * another path. Null for other requests.
 */
function docsAnswer(request: NextRequest): "page" | "document" | "none" | null {
  const path = rawPath(request);
  if (path === DOCS) return prefersPage(request.headers.get("accept")) ? "page" : "document";
  return path.startsWith(`${DOCS}/`) && path.endsWith("/") ? "none" : null;
}

// Next leaves a trailing slash out of `nextUrl`.
function rawPath(request: NextRequest): string {
  const target = rawRequestOf(request.headers)?.target ?? request.url;
  return URL.parse(target, request.url)?.pathname ?? "";
}

function isPage({ nextUrl: { pathname } }: NextRequest): boolean {
  return pathname !== "/api" && !pathname.startsWith("/api/");
}

function freshNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
}

// Next buffers the body of every request that it shows to middleware, and cuts it at 10 MB. Of the
// API's requests only preflights come here: the pipeline gives the others their ids, so a pass
// through middleware would buy them nothing. Next reads this object without
// running it, so everything stands here literally.
export const config = {
  runtime: "nodejs",
  matcher: [
    {
      source: "/((?!_next/|api/v1/(?!docs(?:/|$))).*)",
      missing: [
        { type: "header", key: "content-length" },
        { type: "header", key: "transfer-encoding" },
      ],
    },
    {
      source: "/api/v1/:path*",
      has: [{ type: "header", key: "access-control-request-method" }],
      missing: [
        { type: "header", key: "content-length" },
        { type: "header", key: "transfer-encoding" },
      ],
    },
  ],
};
