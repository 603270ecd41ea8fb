import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Reply } from "../reply.ts";
import { ResponseHandler } from "./response-handler.ts";
import { sending } from "./sending.ts";
import type { Upstream, UpstreamCall } from "./upstream.ts";

/**
 * Calls through undici's `dispatch`, the shortest way from a socket to a reply: bytes, header order
 * and repetitions as the server sent them, nothing decoded. The dispatcher must have its own head
 * and body timeouts switched off, and HTTP/2, in which there is no such order: its answers are
 * rejected with `upstream_broken`.
 */
export function dispatchUpstream(dispatcher: Dispatcher): Upstream {
  return function dispatchUpstream(call) {
    return new Promise<Reply>((resolve, reject) => {
      const handler = new ResponseHandler(call, resolve, reject);
      const { body, method, origin, path } = call;
      const options = {
        origin,
        path,
        method,
        headers: headersFor(call),
        body: body === null ? null : bodyStream(body, handler),
      };
      try {
        dispatcher.dispatch(options, handler);
      } catch (error) {
        handler.fail(error);
      }
    });
  };
}

function headersFor({ contentLength, headers }: UpstreamCall): string[] {
  return contentLength === null ? headers : [...headers, "Content-Length", contentLength];
}

function bodyStream(body: AsyncIterable<Uint8Array>, handler: ResponseHandler): Readable {
  const chunks = sending(body, handler.deadline, (error) => handler.fail(error));
  return Readable.from(chunks, { objectMode: false });
}
