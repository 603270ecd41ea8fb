import { NextRequest } from "next/server";
import { handleAuth } from "../auth.ts";
import { GatewayError } from "../gateway/errors/gateway-error.ts";
import { gatewayInstance } from "../gateway/instance.ts";
import { boundedBody } from "./bounded-body.ts";
import { clientNetworkOf } from "./client-network.ts";
import { answerEnveloped } from "./enveloped.ts";
import { assertSignInQuota } from "./sign-in-quota.ts";

const FORM_BYTES_MAX = 64 * 1024;

// The sign-in pages have inline styles and no scripts. No form-action: browsers apply it to the
// redirect that a form leads to, and signing in leads to the provider.
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

type Context = { readonly params: Promise<{ nextauth: string[] }> };

/** Answers `/api/auth/*`: next-auth behind a limit on sign-in attempts. Never rejects. */
export function handleAuthRequest(request: NextRequest, context: Context): Promise<Response> {
  return answerEnveloped(request, async () => {
    const { method } = request;
    if (method !== "GET" && method !== "POST") {
      throw new GatewayError("method_refused", method, { headers: ["allow", "GET, POST"] });
    }
    const { nextauth: segments } = await context.params;
    const call = { method, segments, clientNetwork: clientNetworkOf(request) };
    await assertSignInQuota(call, gatewayInstance().limiter, Date.now());
    const response = await handleAuth(await readWhole(request), context);
    withDefault(response.headers, "cache-control", "private, no-store");
    withDefault(response.headers, "content-security-policy", PAGE_POLICY);
    withDefault(response.headers, "referrer-policy", "same-origin");
    return response;
  });
}

/** The request with its body in memory: next-auth reads all of one and trusts it to parse. */
async function readWhole({ method, headers, nextUrl, body }: NextRequest): Promise<NextRequest> {
  const text = await boundedBody(body, FORM_BYTES_MAX);
  const isJson = headers.get("content-type")?.includes("application/json") ?? false;
  if (text !== null && isJson) assertJson(text);
  return new NextRequest(nextUrl, { method, headers, body: text });
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
