import { GatewayError } from "../gateway/errors/gateway-error.ts";

/** A request body of at most `bytesMax` bytes, as text; null without one. Throws body_too_large. */
export async function boundedBody(
  body: AsyncIterable<Uint8Array> | null,
  bytesMax: number,
): Promise<string | null> {
  if (body === null) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > bytesMax) throw new GatewayError("body_too_large", `${bytesMax / 1024} KB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
