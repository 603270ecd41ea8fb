import { type HeaderList, headerValue } from "./header-list.ts";

/** Bytes at once, bytes as they come, or none. A string is ASCII or UTF-8 text of ours. */
export type ReplyBody = Uint8Array | string | AsyncIterable<Uint8Array> | null;

/**
 * An answer as plain data. The header list is the reply's own: stages append to it on the way out.
 * A streaming body may be read once; failing while read means "broken".
 */
export type Reply = {
  readonly status: number;
  readonly headers: string[];
  readonly body: ReplyBody;
};

/** True for a body that is read chunk by chunk rather than held as a whole. */
export function isStreaming(body: ReplyBody): body is AsyncIterable<Uint8Array> {
  return body !== null && typeof body === "object" && Symbol.asyncIterator in body;
}

const NO_STORE = ["cache-control", "no-store"];

/** A JSON answer of our own. `Cache-Control: no-store` unless the headers given say otherwise. */
export function jsonReply(status: number, value: unknown, headers: HeaderList = []): Reply {
  const freshness = headerValue(headers, "cache-control") === null ? NO_STORE : [];
  return {
    status,
    headers: ["content-type", "application/json; charset=utf-8", ...freshness, ...headers],
    body: JSON.stringify(value),
  };
}
