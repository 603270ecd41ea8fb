import { notePassed } from "../body-memory.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Stage } from "../pipeline/stage.ts";
import { contentLength } from "../upstream/request-headers.ts";

/** Refuses a body that announces, or turns out, to be larger than `bytesMax`; counted while it streams. */
export function bodyLimit(bytesMax: number): Stage {
  return function bodyLimit(exchange, next) {
    if (exchange.body === null) return next(exchange);
    const announced = contentLength(exchange.headers);
    if (Number(announced ?? 0) > bytesMax) throw tooLarge(bytesMax);
    exchange.body = limited(exchange.body, bytesMax, exchange.received ?? { bytes: 0 });
    return next(exchange);
  };
}

async function* limited(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number,
  received: { bytes: number },
) {
  for await (const chunk of body) {
    received.bytes += chunk.byteLength;
    notePassed(chunk.byteLength);
    if (received.bytes > bytesMax) throw tooLarge(bytesMax);
    yield chunk;
  }
}

function tooLarge(bytesMax: number): GatewayError {
  return new GatewayError("body_too_large", `${bytesMax} bytes`);
}
