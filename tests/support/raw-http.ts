import { connect, type Socket } from "node:net";

/** An answer as it came off the wire. */
export type RawAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly text: string;
  header(name: string): string | null;
};

/**
 * Writes bytes to a server and reads until it closes the connection or `isEnough` of what came.
 * `fetch` and `curl` would tidy the request up before sending it.
 */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
  isEnough: (received: Buffer) => boolean = hasWholeAnswer,
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

/** One request without a body by its exact target and header lines; the connection ends after it. */
export async function rawRequest(
  port: number,
  method: string,
  target: string,
  headerLines: readonly string[] = [],
): Promise<RawAnswer> {
  const head = [
    `${method} ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...headerLines,
    "Connection: close",
  ];
  return parseAnswer(await sendRaw(port, `${head.join("\r\n")}\r\n\r\n`, () => false));
}

/** Reads the first answer; chunked bodies are joined. */
export function parseAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const header = (name: string) =>
    headers.find(([field]) => field.toLowerCase() === name)?.[1] ?? null;
  const rest = bytes.subarray(end + 4);
  const body = header("transfer-encoding") === "chunked" ? unchunk(rest) : rest;
  return { status: Number(statusLine.split(" ")[1]), headers, body, text: body.toString(), header };
}

function hasWholeAnswer(received: Buffer): boolean {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const head = received.subarray(0, end).toString("latin1");
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  if (length !== undefined) return received.length >= end + 4 + Number(length);
  return /^transfer-encoding: chunked$/im.test(head) ? received.includes("\r\n0\r\n\r\n") : true;
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
