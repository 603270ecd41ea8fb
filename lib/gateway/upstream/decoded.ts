import { pipeline, Readable, type Transform } from "node:stream";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";
import { GatewayError } from "../errors/gateway-error.ts";
import { type HeaderList, headerValues, withoutHeader } from "../header-list.ts";
import { isStreaming, type Reply } from "../reply.ts";
import { upstreamFailure } from "./failure.ts";
import type { Upstream } from "./upstream.ts";

// RFC 9110 section 8.4.1, RFC 8878.
const DECODERS = new Map<string, () => Transform>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
  ["zstd", createZstdDecompress],
]);

// Each coding takes a decoder, and a head has room for thousands of names.
const CODINGS_MAX = 5;

/**
 * An upstream for lanes that lose `Content-Encoding`: bodies are asked for as they are, and decoded if
 * a server encodes them all the same. Rejects with `upstream_broken` for a coding that is not known,
 * and for more than five of them.
 */
export function decodedUpstream(upstream: Upstream): Upstream {
  return function decodedUpstream(call) {
    const headers = ["accept-encoding", "identity"];
    headers.push(...withoutHeader(call.headers, "accept-encoding"));
    return upstream({ ...call, headers }).then(decoded);
  };
}

function decoded(reply: Reply): Reply {
  const codings = codingsOf(reply.headers);
  if (codings.length === 0) return reply;
  const lengthless = withoutHeader(reply.headers, "content-length");
  const headers = withoutHeader(lengthless, "content-encoding");
  if (reply.body === null) return { ...reply, headers };
  const source = isStreaming(reply.body) ? Readable.from(reply.body) : Readable.from([reply.body]);
  if (codings.length > CODINGS_MAX || !codings.every((coding) => DECODERS.has(coding))) {
    source.destroy();
    throw new GatewayError("upstream_broken", "", { cause: `its coding was ${codings}` });
  }
  let decoding: Readable = source;
  for (const coding of codings.toReversed()) {
    const decoder = DECODERS.get(coding)?.();
    if (decoder !== undefined) decoding = pipeline(decoding, decoder, () => undefined);
  }
  return { ...reply, headers, body: readingOf(decoding) };
}

function codingsOf(headers: HeaderList): string[] {
  return headerValues(headers, "content-encoding")
    .join(",")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
}

// Not a generator, because a generator that is left before its first chunk never hears of it.
function readingOf(stream: Readable): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            return await chunks.next();
          } catch (error) {
            throw upstreamFailure(error);
          }
        },
        async return() {
          stream.destroy();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
