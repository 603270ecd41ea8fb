import { boundedMemo } from "../bounded-memo.ts";
import { type HeaderList, headerValue } from "../header-list.ts";

/** This gateway's name in `Via`. */
const GATEWAY_NAME = "eloquent-gateway";

// Names are compared folded: `_` and `.` read as `-`, since CGI-like servers cannot tell them apart.
// First those that say who calls: only we may set them.
const OURS = [
  "x-org-id",
  "x-user-id",
  "x-user-email",
  "x-user-role",
  "x-request-id",
  "via",
  "traceparent",
];
// RFC 9110 section 7.6.1: they end at this hop. Framing is written anew by the upstream client.
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
  "content-length",
];
// What an upstream could take for the word of a proxy that it trusts.
const PROXY_WORDS = [
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-original-url",
  "x-rewrite-url",
  "x-http-method-override",
  "x-method-override",
];
const CREDENTIALS = ["authorization", "cookie"];
const DROPPED_PREFIXES = ["x-forwarded-", "x-middleware-", "x-gateway-"];
const DROPPED = new Set([...OURS, ...HOP_BY_HOP, ...PROXY_WORDS, ...CREDENTIALS]);

/** What we add: the part of the headers that says who calls and how the call came here. */
export type OwnHeaders = {
  readonly requestId: string;
  /** From the claims' table; empty without identity. */
  readonly identity: HeaderList;
  readonly forwardedFor: string;
  readonly forwardedProto: string;
  readonly forwardedHost: string;
  readonly traceparent: string;
};

/**
 * The headers sent upstream: ours first, since some servers drop those beyond a count; then the client's
 * in their order, less everything that only we, a proxy or this connection may say; then `forwarded`
 * (client headers that the route passes on by name, lower case). Pure, and one pass.
 *
 * Drop client-listed hop-by-hop headers before adding ours: otherwise `Connection: X-Org-ID` would
 * remove the identity that we vouch for.
 */
export function upstreamHeaders(
  headers: HeaderList,
  own: OwnHeaders,
  forwarded: HeaderList,
): string[] {
  const listed = connectionOptions(headers);
  const sent = [...own.identity, "X-Request-ID", own.requestId];
  sent.push("X-Forwarded-For", own.forwardedFor, "X-Forwarded-Proto", own.forwardedProto);
  if (own.forwardedHost !== "") sent.push("X-Forwarded-Host", own.forwardedHost);
  sent.push("traceparent", own.traceparent);
  const viaAt = sent.push("Via", "") - 1;
  let via = "";
  for (let index = 0; index < headers.length; index += 2) {
    const { isDropped, lowerName, name } = fieldNamed(headers[index] ?? "");
    const value = headers[index + 1] ?? "";
    if (lowerName === "via") via += `${value}, `;
    if (isDropped || listed?.has(lowerName)) continue;
    if (lowerName === "tracestate" && !continuesTrace(headers, own)) continue;
    sent.push(name, value);
  }
  sent[viaAt] = `${via}1.1 ${GATEWAY_NAME}`;
  for (let index = 0; index < forwarded.length; index += 2) {
    const name = forwarded[index] ?? "";
    if (!listed?.has(name)) sent.push(name, forwarded[index + 1] ?? "");
  }
  return sent;
}

/** Whether a `Via` field names this gateway: the request has been here before (RFC 9110 section 7.6.3). */
export function hasPassedHere(headers: HeaderList): boolean {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (name.length !== 3 || name.toLowerCase() !== "via") continue;
    if (namesGateway(headers[index + 1] ?? "")) return true;
  }
  return false;
}

/** Names listed in `Connection` (lower case), or null when there is none beyond the usual. */
export function connectionOptions(headers: HeaderList): ReadonlySet<string> | null {
  let listed: Set<string> | null = null;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (name.length !== 10 || name.toLowerCase() !== "connection") continue;
    const value = headers[index + 1] ?? "";
    if (value === "keep-alive" || value === "close") continue;
    for (const option of value.split(",")) {
      listed ??= new Set();
      listed.add(option.trim().toLowerCase());
    }
  }
  return listed;
}

/** Whether a body follows, and its length if announced. Node has checked the framing. */
export function contentLength(headers: HeaderList): string | null {
  return headerValue(headers, "transfer-encoding") === null
    ? headerValue(headers, "content-length")
    : null;
}

/** Whether a client's header (lower case) never goes upstream, unless a route passes it on. */
export function isDroppedHeader(lowerName: string): boolean {
  const folded = lowerName.replace(/[_.]/g, "-");
  return DROPPED.has(folded) || DROPPED_PREFIXES.some((prefix) => folded.startsWith(prefix));
}

const NAMES_REMEMBERED = 2000;

/**
 * What a field's name alone decides. Callers send few different names: each is read once. The name
 * given back is always the same string, and a key: undici looks names up in a record, and V8 has to
 * search its table of strings first for one that is no key yet.
 */
const fieldNamed = boundedMemo((text) => {
  const [name = text] = Object.keys({ [text]: null });
  const lowerName = name.toLowerCase();
  return { name, lowerName, isDropped: isDroppedHeader(lowerName) };
}, NAMES_REMEMBERED);

// W3C Trace Context, section 3.3: `tracestate` means nothing without the trace that it came with.
function continuesTrace(headers: HeaderList, { traceparent }: OwnHeaders): boolean {
  return headerValue(headers, "traceparent")?.slice(3, 35) === traceparent.slice(3, 35);
}

function namesGateway(via: string): boolean {
  return via.split(",").some((hop) => hop.trim().split(/\s+/)[1]?.toLowerCase() === GATEWAY_NAME);
}
