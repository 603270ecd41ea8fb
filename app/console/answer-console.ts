import { answerEnveloped } from "#lib/auth/enveloped.ts";
import { headerListOf } from "#lib/auth/web-reply.ts";
import { env } from "#lib/env.ts";
import { GatewayError } from "#lib/gateway/errors/gateway-error.ts";
import { isSameOriginCaller } from "#lib/gateway-token.ts";
import { consoleVisitor, type Visitor } from "./visitor.ts";

/**
 * Answers one of the console's own calls with what `work` makes for the visitor. Without one, and
 * for callers of other sites, the error envelope. Never rejects.
 */
export function answerConsole(
  request: Request,
  work: (visitor: Visitor, query: URLSearchParams) => Response | Promise<Response>,
): Promise<Response> {
  return answerEnveloped(request, async () => {
    const origin = new URL(env().nextauthUrl).origin;
    if (!isSameOriginCaller(headerListOf(request.headers), origin)) {
      throw new GatewayError("cross_site");
    }
    return work(await consoleVisitor(), new URL(request.url).searchParams);
  });
}
