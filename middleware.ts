import { type NextRequest, NextResponse } from "next/server";
import { isPreflight } from "#lib/gateway/cors/cors-headers.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import { handleRequest } from "#lib/gateway/lanes/route.ts";
import { requestIdOf } from "#lib/gateway/request-id.ts";

const API = "/api/v1/";

/**
 * Answers CORS preflights and gives requests their ids. The same functions run in the pipeline,
 * which is what protects: nothing depends on this having run.
 */
export function middleware(request: NextRequest): Response | Promise<Response> {
  const headers = [...request.headers].flat();
  const isApi = request.nextUrl.pathname.startsWith(API);
  if (isApi && isPreflight(request.method, headers)) {
    return handleRequest(request, gatewayInstance().gateway.handle);
  }
  const requestId = requestIdOf(headers);
  const forwarded = new Headers(request.headers);
  forwarded.set("x-request-id", requestId);
  const response = NextResponse.next({ request: { headers: forwarded } });
  // A header set here wins over the handler's, and the pipeline sets its own.
  if (!isApi) response.headers.set("x-request-id", requestId);
  return response;
}

// Next buffers the body of every request that it shows to middleware, and cuts it at 10 MB. It
// reads this object without running it, so everything stands here literally.
export const config = {
  runtime: "nodejs",
  matcher: [
    {
      source: "/((?!_next/).*)",
      missing: [
        { type: "header", key: "content-length" },
        { type: "header", key: "transfer-encoding" },
      ],
    },
  ],
};
