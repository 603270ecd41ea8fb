import { NextRequest } from "next/server";
import { handleAuth } from "../auth.ts";
import { GatewayError } from "../gateway/errors/gateway-error.ts";
import { boundedBody } from "./bounded-body.ts";

const FORM_BYTES_MAX = 64 * 1024;

// The sign-in pages have inline styles and no scripts. No form-action: browsers apply it to the
// redirect that a form leads to, and signing in leads to the provider.
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/**
 * Lets next-auth answer one call. It reads bodies whole and trusts them to parse, so both are seen
 * to first. Throws body_too_large, framing_refused, method_refused.
 */
export async function answerAuth(
  request: NextRequest,
  segments: readonly string[],
): Promise<Response> {
  if (request.method !== "GET" && request.method !== "POST") {
    throw new GatewayError("method_refused", request.method, { headers: ["allow", "GET, POST"] });
  }
  const body = await boundedBody(request.body, FORM_BYTES_MAX);
  const isJson = request.headers.get("content-type")?.includes("application/json") ?? false;
  if (body !== null && isJson) assertJson(body);
  const { method, headers, nextUrl } = request;
  const bounded = new NextRequest(nextUrl, { method, headers, body });
  const params = Promise.resolve({ nextauth: [...segments] });
  const response = await handleAuth(bounded, { params });
  withDefault(response.headers, "cache-control", "private, no-store");
  withDefault(response.headers, "content-security-policy", PAGE_POLICY);
  withDefault(response.headers, "referrer-policy", "same-origin");
  return response;
}

function withDefault(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}

function assertJson(body: string): void {
  try {
    JSON.parse(body);
  } catch (cause) {
    throw new GatewayError("framing_refused", "the body is not JSON", { cause });
  }
}
