import type { HeadFault } from "./exchange.ts";
import type { HeaderList } from "./header-list.ts";

// RFC 9110 section 7.2, without the percent-escapes and sub-delimiters that no host's name has.
const HOST = /^(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/**
 * What is wrong with a request head that Node has let through, or null: a version other than
 * HTTP/1.x; a `Host` that is missing, there twice or none (RFC 9112 section 3.2); a body in any coding but
 * `chunked` alone, or chunked in HTTP/1.0 (section 6.1), which another reader may end elsewhere.
 * `needsHost` is false for requests that did not come over a connection.
 */
export function headFault(
  httpVersion: string,
  headers: HeaderList,
  needsHost: boolean,
): HeadFault | null {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") {
    return { reason: "framing_refused", detail: "HTTP/1.1 is spoken here" };
  }
  let hosts = 0;
  let codings = 0;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    const value = headers[index + 1] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") {
      hosts += 1;
      if (!HOST.test(value)) return { reason: "header_refused", detail: "Host is not a host" };
    } else if (name.length === 17 && name.toLowerCase() === "transfer-encoding") {
      codings += 1;
      if (value.toLowerCase() !== "chunked") return UNKNOWN_CODING;
    }
  }
  if (hosts > 1) return { reason: "header_refused", detail: "more than one Host" };
  if (hosts === 0 && needsHost && httpVersion === "1.1")
    return { reason: "header_refused", detail: "no Host" };
  return codings > 1 || (codings === 1 && httpVersion === "1.0") ? UNKNOWN_CODING : null;
}

const UNKNOWN_CODING: HeadFault = {
  reason: "framing_refused",
  detail: "chunked is the one transfer coding, and HTTP/1.1's",
};
