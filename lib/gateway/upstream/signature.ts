import { createHmac } from "node:crypto";
import { type HeaderList, headerValue } from "../header-list.ts";

export const SIGNATURE_HEADER = "X-Gateway-Signature";
const SIGNED_HEADERS = ["x-org-id", "x-user-id", "x-user-email", "x-user-role", "x-request-id"];

/** What one request is signed over: as it stands on the wire. */
export type SignedRequest = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: HeaderList;
};

/** Gives the value of `X-Gateway-Signature`; `now` in milliseconds since the epoch. */
export type Sign = (request: SignedRequest, now: number) => string;

/**
 * Signs requests, so that a service can tell the gateway's from anybody else's who reaches it:
 * `t=<seconds since the epoch>,v1=<hex HMAC-SHA256>` over these lines, joined by a line feed:
 * `v1`, the time, method, target with query, then the values of X-Org-ID, X-User-ID, X-User-Email,
 * X-User-Role and X-Request-ID, each an empty line where the request has none. Values are bytes as
 * sent. None of them can hold a line feed, so no two requests share a text.
 */
export function createSigner(secret: string): Sign {
  return function sign({ headers, method, target }, now) {
    const time = String(Math.floor(now / 1000));
    const values = SIGNED_HEADERS.map((name) => headerValue(headers, name) ?? "");
    const text = ["v1", time, method, target, ...values].join("\n");
    return `t=${time},v1=${createHmac("sha256", secret).update(text, "latin1").digest("hex")}`;
  };
}
