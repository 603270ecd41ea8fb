import { type NextRequest, NextResponse } from "next/server";
import { env } from "#lib/env.ts";
import { isPreflight } from "#lib/gateway/cors/cors-headers.ts";
import { handleInRoute } from "#lib/gateway/instance.ts";
import { handleRequest } from "#lib/gateway/lanes/route.ts";
import { requestIdOf } from "#lib/gateway/request-id.ts";
import { isGatewayPath } from "#lib/gateway/routing/gateway-path.ts";
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
  const requestId = requestIdOf(headers);
  const forwarded = new Headers(request.headers);
  forwarded.set("x-request-id", requestId);
  const security = isPage(request) ? pageSecurityHeaders(freshNonce(), !env().isProduction) : [];
  // Next reads the nonce for its scripts from the policy in the request.
  for (const [name, value] of security) forwarded.set(name, value);
  const response = NextResponse.next({ request: { headers: forwarded } });
  // A header set here wins over the handler's, and the pipeline sets its own.
  if (!isApi) response.headers.set("x-request-id", requestId);
  for (const [name, value] of security) response.headers.set(name, value);
  return response;
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
