import type { IncomingMessage, ServerResponse } from "node:http";
import { Cancellation } from "../cancellation.ts";
import { createExchange, type Exchange, type HeadFault, type Target } from "../exchange.ts";
import { announcesBody } from "../header-list.ts";
import type { Handler } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";
import { sendReply } from "./send-reply.ts";

type Arrival = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  /** What is wrong with the head; nothing is read then of what may be its body. */
  readonly headFault: HeadFault | null;
  /** Tells a client that waits with its body (`Expect: 100-continue`) to send it; null when none waits. */
  readonly invite: (() => void) | null;
  /** What clients are told in `Keep-Alive`, or null. */
  readonly keepAlive: string | null;
};

/** Answers Node's own request through the pipeline. Never throws. */
export function serveDirectly(arrival: Arrival, handle: Handler): void {
  const { keepAlive, request, response } = arrival;
  const exchange = exchangeOf(arrival);
  // Says that nobody waits for the end of a body that is not there. Node would otherwise read to it
  // when the answer has been sent, through five events that nobody hears.
  if (exchange.body === null && exchange.headFault === null) request.read(0);
  let onClose: (() => void) | null = null;
  response.on("close", () => {
    if (!response.writableFinished) exchange.cancellation.cancel();
    onClose?.();
  });
  const whenClosed = (tell: () => void) => {
    onClose = tell;
  };
  const answer = (reply: Reply) => {
    try {
      sendReply(reply, { exchange, request, response, keepAlive, whenClosed });
    } catch (error) {
      // An answer that cannot be written is broken off, visibly.
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const reply = handle(exchange);
  if (reply instanceof Promise) reply.then(answer);
  else answer(reply);
}

function exchangeOf({ request, target, headFault, invite }: Arrival): Exchange {
  const { method = "", rawHeaders, socket, url = "" } = request;
  return createExchange({
    method,
    rawTarget: url,
    target,
    headFault,
    headers: rawHeaders,
    peerAddress: socket.remoteAddress ?? null,
    lane: "direct",
    cancellation: new Cancellation(),
    body: headFault === null && announcesBody(rawHeaders) ? incomingBody(request, invite) : null,
  });
}

// Stopping early must not destroy the request: its socket still has to carry the answer.
function incomingBody(
  request: IncomingMessage,
  invite: (() => void) | null,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      invite?.();
      return request.iterator({ destroyOnReturn: false });
    },
  };
}
