import type { HeadFault } from "./exchange.ts";
import type { HeaderList } from "./header-list.ts";

/**
 * What is wrong with a request head that Node has let through, or null: a version other than
 * HTTP/1.x, or more than one `Host` (RFC 9112 sections 2.3 and 3.2).
 */
export function headFault(httpVersion: string, headers: HeaderList): HeadFault | null {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") {
    return { reason: "framing_refused", detail: "HTTP/1.1 is spoken here" };
  }
  let hosts = 0;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1 ? { reason: "header_refused", detail: "more than one Host" } : null;
}
