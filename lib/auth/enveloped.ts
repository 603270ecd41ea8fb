import { errorReply } from "../gateway/errors/envelope.ts";
import { GatewayError } from "../gateway/errors/gateway-error.ts";
import type { HeaderList } from "../gateway/header-list.ts";
import { requestIdOf } from "../gateway/request-id.ts";
import { responseOf } from "./web-reply.ts";

export type Envelope = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of every failure that is ours, before the client is told of an internal error. */
  readonly report: (cause: unknown, requestId: string) => void;
};

/**
 * The response of `work` with `X-Request-ID`. What it throws becomes the error envelope: a refusal
 * as itself, anything else as an internal error of which nothing is shown.
 */
export async function enveloped(
  headers: HeaderList,
  envelope: Envelope,
  work: () => Promise<Response>,
): Promise<Response> {
  const requestId = requestIdOf(headers);
  const response = await work().catch((thrown: unknown) => {
    if (!(thrown instanceof GatewayError)) envelope.report(thrown, requestId);
    const error = thrown instanceof GatewayError ? thrown : new GatewayError("internal");
    return responseOf(errorReply(error, requestId, envelope.now()));
  });
  response.headers.set("x-request-id", requestId);
  response.headers.set("x-content-type-options", "nosniff");
  return response;
}
