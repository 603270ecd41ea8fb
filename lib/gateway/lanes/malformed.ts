import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Cancellation } from "../cancellation.ts";
import { createExchange, type HeadFault } from "../exchange.ts";
import type { Handler } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";

/** What Node's parser says, by what it means; anything else is "malformed". */
const FAULT_BY_CODE = new Map<string, HeadFault>([
  ["HPE_HEADER_OVERFLOW", { reason: "head_too_large", detail: "" }],
  ["ERR_HTTP_REQUEST_TIMEOUT", { reason: "framing_refused", detail: "it came too slowly" }],
  ["CONNECT", { reason: "framing_refused", detail: "this is no proxy for CONNECT" }],
]);
const MALFORMED: HeadFault = { reason: "framing_refused", detail: "it is malformed" };
const CLOSE_MS = 1000;

/**
 * Answers a request head that Node could not read, through the pipeline like any refusal, and ends
 * the connection. `code` is the parser's. A socket that cannot be written to is just closed.
 */
export async function answerMalformed(
  socket: Duplex,
  code: string,
  handle: Handler,
): Promise<void> {
  socket.on("error", () => socket.destroy());
  if (code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { reason, detail } = FAULT_BY_CODE.get(code) ?? MALFORMED;
  const exchange = createExchange({
    method: "-",
    rawTarget: "",
    target: { path: "", query: "", fault: detail },
    headFault: { reason, detail },
    headers: [],
    peerAddress: "remoteAddress" in socket ? String(socket.remoteAddress) : null,
    lane: "direct",
    cancellation: new Cancellation(),
    body: null,
  });
  const reply = await handle(exchange);
  const body = typeof reply.body === "string" ? reply.body : "";
  socket.end(written(reply, body));
  setTimeout(() => socket.destroy(), CLOSE_MS).unref();
  exchange.onClosed?.({ bytesOut: Buffer.byteLength(body), isComplete: true });
}

function written({ headers, status }: Reply, body: string): string {
  const fields = [
    ...headers,
    "Content-Length",
    String(Buffer.byteLength(body)),
    "Connection",
    "close",
  ];
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nDate: ${new Date().toUTCString()}\r\n`;
  for (let index = 0; index < fields.length; index += 2)
    head += `${fields[index]}: ${fields[index + 1]}\r\n`;
  return `${head}\r\n${body}`;
}
