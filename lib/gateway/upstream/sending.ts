import { GatewayError } from "../errors/gateway-error.ts";
import { Deadline } from "./deadline.ts";

/**
 * A request's body on its way up. While the client is waited for, the service is not slow: a client
 * that stops sending for as long as the service may take is refused. When the body breaks, `fail`
 * gets the error of the body itself, since HTTP clients only say that the call failed.
 */
export async function* sending(
  body: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  fail: (error: GatewayError) => void,
): AsyncGenerator<Uint8Array> {
  const clientDeadline = new Deadline(deadline.waitMs, () => fail(stalled()));
  try {
    deadline.hold();
    clientDeadline.start();
    for await (const chunk of body) {
      clientDeadline.stop();
      deadline.release();
      yield chunk;
      deadline.hold();
      clientDeadline.start();
    }
  } catch (error) {
    const isOurs = error instanceof GatewayError;
    const failure = isOurs ? error : new GatewayError("client_gone", "", { cause: error });
    fail(failure);
    throw failure;
  } finally {
    clientDeadline.end();
    deadline.release();
  }
}

function stalled(): GatewayError {
  return new GatewayError("framing_refused", "its body stopped arriving");
}
