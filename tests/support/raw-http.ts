import { connect, type Socket } from "node:net";
import { type Answer, toAnswer } from "./http-client.ts";

/**
 * Writes bytes to a server and reads until it closes the connection or `isEnough` of what came.
 * `fetch` and `curl` would tidy the request up before sending it.
 */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
  isEnough: (received: Buffer) => boolean = () => false,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1");
    let received = Buffer.alloc(0);
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer within 10 s")));
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isEnough(received)) socket.destroy();
    });
    socket.on("error", (error) =>
      "code" in error && error.code === "ECONNRESET" ? undefined : reject(error),
    );
    socket.on("close", () => resolve(received));
  });
}

/**
 * One request by its exact target and header lines, bytes beyond ASCII as Latin-1; the connection
 * ends after it.
 */
export async function rawRequest(
  port: number,
  method: string,
  target: string,
  headerLines: readonly string[] = [],
  body = "",
): Promise<Answer> {
  const hasHost = headerLines.some((line) => /^host:/i.test(line));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(hasHost ? [] : [`Host: 127.0.0.1:${port}`]),
    ...headerLines,
    "Connection: close",
  ];
  const head = `${lines.join("\r\n")}\r\n\r\n`;
  return parseAnswer(await sendRaw(port, Buffer.from(head + body, "latin1")));
}

/** Reads the first answer that is no 1xx; chunked bodies are joined. No answer at all has status 0. */
export function parseAnswer(bytes: Buffer): Answer {
  const end = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes
    .subarray(0, Math.max(0, end))
    .toString("latin1")
    .split("\r\n");
  const status = Number(statusLine.split(" ")[1] ?? 0);
  const rest = bytes.subarray(end + 4);
  if (status >= 100 && status < 200) return parseAnswer(rest);
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const isChunked = lines.some((line) => /^transfer-encoding: *chunked$/i.test(line));
  return toAnswer(status, headers, isChunked ? unchunk(rest) : rest);
}

function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString(), 16);
    if (!size) break;
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
