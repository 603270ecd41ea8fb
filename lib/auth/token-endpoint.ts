import { auth } from "../auth.ts";
import { env } from "../env.ts";
import { gatewayInstance } from "../gateway/instance.ts";
import { issueGatewayToken } from "../gateway-token.ts";
import { answerEnveloped } from "./enveloped.ts";
import { headerListOf, responseOf } from "./web-reply.ts";

/**
 * Answers `/api/gateway-token` for the session of the request. Never rejects. Browsers that tell
 * nothing of the calling site get told here that no other site may frame the answer or take it in.
 */
export async function handleTokenRequest(request: Request): Promise<Response> {
  const response = await answerEnveloped(request, async () => {
    const { gateway, limiter, revocations } = gatewayInstance();
    const { jwtSecret, nextauthUrl } = env();
    const call = { method: request.method, headers: headerListOf(request.headers) };
    const reply = await issueGatewayToken(call, {
      session: auth,
      roles: gateway.config.roles,
      limiter,
      revocations,
      secret: jwtSecret,
      publicOrigin: new URL(nextauthUrl).origin,
      now: Date.now,
    });
    return responseOf(reply);
  });
  response.headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  response.headers.set("cross-origin-resource-policy", "same-origin");
  return response;
}
