import type { Answer } from "#tests/support/http-client.ts";
import { parseAnswer } from "#tests/support/raw-http.ts";

type Connection = {
  /** Of the first request: an answer to HEAD has no body. */
  readonly method: string;
  /** Whether nothing more will come; ends an answer without a length. */
  readonly isClosed: boolean;
};

/** The complete answers in what came over a connection, in order, without 1xx ones. */
export function answersIn(bytes: Buffer, { method, isClosed }: Connection): Answer[] {
  const answers: Answer[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const headEnd = rest.indexOf("\r\n\r\n");
    if (headEnd === -1) break;
    const head = rest.subarray(0, headEnd).toString("latin1");
    const status = Number(head.split(" ", 2)[1]);
    const isHead = method === "HEAD" && answers.length === 0;
    const end =
      headEnd + 4 + (isHead ? 0 : bodyLength(head, status, rest.subarray(headEnd + 4), isClosed));
    if (end > rest.length) break;
    if (status >= 200) answers.push(parseAnswer(rest.subarray(0, end)));
    rest = rest.subarray(end);
  }
  return answers;
}

// RFC 9112 section 6.3. Infinity as long as the end is not known.
function bodyLength(head: string, status: number, rest: Buffer, isClosed: boolean): number {
  if (status < 200 || status === 204 || status === 304) return 0;
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return chunkedLength(rest);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  return isClosed ? rest.length : Number.POSITIVE_INFINITY;
}

function chunkedLength(bytes: Buffer): number {
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return Number.POSITIVE_INFINITY;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString(), 16);
    at = lineEnd + 2 + size + 2;
    if (size === 0) return at;
  }
}
