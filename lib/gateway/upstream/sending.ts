import { GatewayError } from "../errors/gateway-error.ts";
import type { Deadline } from "./deadline.ts";

/**
 * A request's body on its way up. While it moves, the service is not slow; when it breaks, `fail`
 * gets the error of the body itself, since HTTP clients only say that the call failed.
 */
export async function* sending(
  body: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  fail: (error: GatewayError) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      deadline.start();
      yield chunk;
    }
  } catch (error) {
    const isOurs = error instanceof GatewayError;
    const failure = isOurs ? error : new GatewayError("client_gone", "", { cause: error });
    fail(failure);
    throw failure;
  }
}
