import { notePassed } from "../body-memory.ts";
import { reasonOf } from "../errors/gateway-error.ts";
import type { Exchange, Outcome } from "../exchange.ts";
import type { HeaderList } from "../header-list.ts";
import { shutdown } from "../shutdown.ts";
import { isEventStream } from "../upstream/event-stream.ts";

/**
 * A streaming body for a `Response`: read only as fast as the client takes it, broken when the
 * upstream's breaks, and the upstream's call closed when the client leaves. Event streams end when
 * the process drains: their readers come back by themselves.
 */
export function responseStream(
  body: AsyncIterable<Uint8Array>,
  headers: HeaderList,
  exchange: Exchange,
): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let bytesOut = 0;
  let isClosed = false;
  let takeBack = () => {};
  function close(isComplete: boolean, brokenBy: Outcome["brokenBy"] = null): void {
    if (isClosed) return;
    isClosed = true;
    takeBack();
    exchange.onClosed?.({ bytesOut, isComplete, brokenBy });
  }
  // Whoever was to read this may never begin to, nor say so.
  exchange.cancellation.onCancel(() => close(false));
  // The call may be waiting for a chunk; it ends broken then, and nobody reads it any more.
  const leave = () => Promise.resolve(chunks.return?.()).catch(() => {});
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (!isEventStream(headers)) return;
      // Next sends the head with the first chunk; an event stream's must not wait for an event.
      controller.enqueue(new Uint8Array(0));
      takeBack = shutdown().onDrain(() => {
        if (isClosed) return;
        close(true);
        controller.close();
        void leave();
      });
    },
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) {
          controller.close();
          close(true);
        } else {
          bytesOut += value.byteLength;
          notePassed(value.byteLength);
          controller.enqueue(value);
        }
      } catch (error) {
        close(false, reasonOf(error));
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
