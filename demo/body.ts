import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

const JSON_BYTES_MAX = 1024 * 1024;
const JSON_TYPES = /^application\/(?:json|[\w.+-]+\+json)\s*(?:;|$)/i;

/**
 * The request's body, chunk by chunk. Throws PAYLOAD_TOO_LARGE beyond `bytesMax`, at once when
 * `Content-Length` already says so; the connection stays usable for the answer.
 */
export async function* bodyChunks(
  request: IncomingMessage,
  bytesMax: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const tooLarge = () =>
    new Refusal("PAYLOAD_TOO_LARGE", `The body is larger than ${bytesMax} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) throw tooLarge();
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > bytesMax) throw tooLarge();
    yield bytes;
  }
}

/** Reads a JSON body of at most 1 MB. Throws 415, 413 or 400 (not UTF-8, not JSON) refusals. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!JSON_TYPES.test(request.headers["content-type"] ?? "")) {
    throw new Refusal("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json");
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyChunks(request, JSON_BYTES_MAX)) chunks.push(chunk);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (cause) {
    throw new Refusal("BAD_REQUEST", "The body is not valid JSON", {}, { cause });
  }
}
