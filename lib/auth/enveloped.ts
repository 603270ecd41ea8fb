import { errorReply } from "../gateway/errors/envelope.ts";
import { GatewayError } from "../gateway/errors/gateway-error.ts";
import { gatewayInstance } from "../gateway/instance.ts";
import { requestIdOf } from "../gateway/request-id.ts";
import { headerListOf, responseOf } from "./web-reply.ts";

/**
 * The response of `work` with `X-Request-ID`. What it throws becomes the error envelope: a refusal
 * as itself, anything else, logged here, as an internal error of which nothing is shown.
 */
export async function answerEnveloped(
  request: Request,
  work: () => Promise<Response>,
): Promise<Response> {
  const requestId = requestIdOf(headerListOf(request.headers));
  const response = await work().catch((thrown: unknown) =>
    responseOf(errorReply(refusalOf(thrown, requestId), requestId, Date.now())),
  );
  response.headers.set("x-request-id", requestId);
  response.headers.set("x-content-type-options", "nosniff");
  return response;
}

function refusalOf(thrown: unknown, requestId: string): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  gatewayInstance().log.error({ request_id: requestId, err: thrown }, "bug");
  return new GatewayError("internal", "", { cause: thrown });
}
