import type { Exchange } from "../exchange.ts";
import { isEventStream } from "../upstream/event-stream.ts";

/**
 * A streaming body for a `Response`: read only as fast as the client takes it, broken when the
 * upstream's breaks, and the upstream's call closed when the client leaves.
 */
export function responseStream(
  body: AsyncIterable<Uint8Array>,
  headers: Headers,
  exchange: Exchange,
): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let bytesOut = 0;
  let isClosed = false;
  function close(isComplete: boolean): void {
    if (isClosed) return;
    isClosed = true;
    exchange.onClosed?.({ bytesOut, isComplete });
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // Next sends the head with the first chunk; an event stream's must not wait for an event.
      if (isEventStream(["content-type", headers.get("content-type") ?? ""]))
        controller.enqueue(new Uint8Array(0));
    },
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) {
          controller.close();
          close(true);
        } else {
          bytesOut += value.byteLength;
          controller.enqueue(value);
        }
      } catch (error) {
        close(false);
        controller.error(error);
      }
    },
    async cancel() {
      exchange.cancellation.cancel();
      close(false);
      await chunks.return?.();
    },
  });
}
