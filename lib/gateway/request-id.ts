import { type HeaderList, headerValue } from "./header-list.ts";

const ACCEPTABLE = /^[A-Za-z0-9._-]{8,128}$/;

/** The client's `X-Request-ID` when it is 8 to 128 of `[A-Za-z0-9._-]`, otherwise a new one. */
export function requestIdOf(headers: HeaderList): string {
  const given = headerValue(headers, "x-request-id");
  return given !== null && ACCEPTABLE.test(given) ? given : newRequestId();
}

const POOL_BYTES = 8 * 256;
let pool = "";
let offset = 0;

/** `req-` and 16 random hex digits. Randomness is drawn in bulk: one system call per 256 requests. */
export function newRequestId(): string {
  if (offset >= pool.length) {
    pool = Buffer.from(crypto.getRandomValues(new Uint8Array(POOL_BYTES))).toString("hex");
    offset = 0;
  }
  offset += 16;
  return `req-${pool.slice(offset - 16, offset)}`;
}
