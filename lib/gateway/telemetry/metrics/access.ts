import { createHash, timingSafeEqual } from "node:crypto";
import ipaddr from "ipaddr.js";
import { type HeaderList, headerValues } from "../../header-list.ts";

/** A request for the metrics, as the socket saw it. */
export type MetricsCall = {
  /** The socket's peer, or null where nobody has recorded it. */
  readonly peerAddress: string | null;
  /** As they stood on the wire: frameworks add forwarding headers of their own. */
  readonly headers: HeaderList;
};

type Rules = {
  /** `METRICS_TOKEN`; null: this machine alone may read them. */
  readonly token: string | null;
  readonly hasTrustedProxies: boolean;
};

const BEARER = /^bearer +(\S+)$/i;
const FORWARDING =
  /^(forwarded|via|x-forwarded-.+|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/i;

/**
 * Whether a caller may read the metrics: with the token where there is one. Without one the peer must
 * be this machine, and nothing may hint at a proxy on it, whose peers could be anybody.
 */
export function mayReadMetrics({ headers, peerAddress }: MetricsCall, rules: Rules): boolean {
  if (rules.token !== null) return hasToken(headers, rules.token);
  return !rules.hasTrustedProxies && isLoopback(peerAddress) && !isForwarded(headers);
}

// Digests have one length, so that the time it takes says nothing about the token's.
function hasToken(headers: HeaderList, token: string): boolean {
  const [value, ...others] = headerValues(headers, "authorization");
  const given = BEARER.exec(value ?? "")?.[1];
  if (given === undefined || others.length > 0) return false;
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isLoopback(address: string | null): boolean {
  return (
    address !== null && ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback"
  );
}

function isForwarded(headers: HeaderList): boolean {
  return headers.some((text, index) => index % 2 === 0 && FORWARDING.test(text));
}
