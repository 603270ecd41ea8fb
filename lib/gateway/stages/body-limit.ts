import { GatewayError } from "../errors/gateway-error.ts";
import type { Stage } from "../pipeline/stage.ts";
import { contentLength } from "../upstream/request-headers.ts";

/** Refuses a body that announces, or turns out, to be larger than `bytesMax`; counted while it streams. */
export function bodyLimit(bytesMax: number): Stage {
  return function bodyLimit(exchange, next) {
    if (exchange.body === null) return next(exchange);
    const announced = contentLength(exchange.headers);
    if (announced === null) exchange.body = limited(exchange.body, bytesMax);
    else if (Number(announced) > bytesMax) throw tooLarge(bytesMax);
    return next(exchange);
  };
}

async function* limited(body: AsyncIterable<Uint8Array>, bytesMax: number) {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield chunk;
  }
}

function tooLarge(bytesMax: number): GatewayError {
  return new GatewayError("body_too_large", `${bytesMax} bytes`);
}
