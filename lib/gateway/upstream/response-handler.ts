import type { Dispatcher } from "undici";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Reply } from "../reply.ts";
import { byteStrings } from "./byte-strings.ts";
import { Deadline } from "./deadline.ts";
import { isEventStream } from "./event-stream.ts";
import { upstreamFailure } from "./failure.ts";
import { ResponseBody } from "./response-body.ts";
import type { UpstreamCall } from "./upstream.ts";

/**
 * Turns undici's callbacks for one call into a reply. A body that has come whole with its head is
 * given as bytes, so that small answers need no stream; all others stream from where they are.
 */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly deadline: Deadline;
  readonly #call: UpstreamCall;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (error: GatewayError) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #failure: unknown = null;
  #status = 0;
  #headers: string[] = [];
  #early: Buffer[] = [];
  #isEnded = false;
  #isSettled = false;
  #body: ResponseBody | null = null;

  constructor(
    call: UpstreamCall,
    resolve: (reply: Reply) => void,
    reject: (error: GatewayError) => void,
  ) {
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    this.deadline = new Deadline(call.headTimeoutMs, () =>
      this.fail(new GatewayError("upstream_slow")),
    );
    this.deadline.start();
    call.cancellation.onCancel(() => this.fail(new GatewayError("client_gone")));
  }

  /** Ends the call with an error, wherever it is. Does nothing to a call that has ended. */
  fail(error: unknown): void {
    if (this.#isEnded) return;
    this.#failure ??= error;
    if (this.#controller === null) this.#settleWithFailure(error);
    else this.#controller.abort(error instanceof Error ? error : new Error(String(error)));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== null) controller.abort(upstreamFailure(this.#failure));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    // RFC 9110 section 15.2: interim answers are for this hop.
    if (status < 200) return;
    const { rawHeaders } = controller;
    if (!Array.isArray(rawHeaders)) {
      // HTTP/2 has no header lines to pass on.
      this.fail(new GatewayError("upstream_broken", "", { cause: "it did not speak HTTP/1.1" }));
      return;
    }
    this.#status = status;
    this.#headers = byteStrings(rawHeaders);
    // What the socket has delivered already is parsed before microtasks run.
    queueMicrotask(() => this.#settle());
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body === null) this.#early.push(chunk);
    else this.#body.receive(chunk);
  }

  onResponseEnd(): void {
    this.#isEnded = true;
    this.deadline.end();
    this.#call.place.leave();
    this.#body?.complete();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settleWithFailure(this.#failure ?? error);
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.deadline.stop();
    const body = this.#isEnded ? joined(this.#early) : this.#stream();
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  #stream(): ResponseBody {
    const { idleTimeoutMs, timeoutMs } = this.#call;
    this.deadline.change(isEventStream(this.#headers) ? idleTimeoutMs : timeoutMs);
    this.#body = new ResponseBody(this.deadline, {
      pause: () => this.#controller?.pause(),
      resume: () => this.#controller?.resume(),
      abandon: () => this.fail(new GatewayError("client_gone")),
    });
    for (const chunk of this.#early) this.#body.receive(chunk);
    this.#early = [];
    return this.#body;
  }

  #settleWithFailure(error: unknown): void {
    this.#isEnded = true;
    this.deadline.end();
    this.#call.place.leave();
    const failure = upstreamFailure(error);
    this.#body?.destroy(failure);
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#reject(failure);
  }
}

function joined(chunks: readonly Buffer[]): Uint8Array | null {
  return chunks.length > 1 ? Buffer.concat(chunks) : (chunks[0] ?? null);
}
