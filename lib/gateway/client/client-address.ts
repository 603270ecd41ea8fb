import ipaddr from "ipaddr.js";
import { boundedMemo } from "../bounded-memo.ts";
import type { Client } from "../exchange.ts";
import { type HeaderList, headerValue, headerValues } from "../header-list.ts";

const ADDRESSES_REMEMBERED = 10_000;

/** Says whether an address belongs to a proxy that we believe. */
export type ProxyTrust = (address: string) => boolean;

/** Compiles addresses and CIDR ranges, already checked. No ranges: nobody is trusted. */
export function trustProxies(ranges: readonly string[]): ProxyTrust {
  const networks = ranges.map((range) =>
    ipaddr.parseCIDR(range.includes("/") ? range : hostRange(range)),
  );
  if (networks.length === 0) return () => false;
  return boundedMemo((address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return networks.some(
      ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
    );
  }, ADDRESSES_REMEMBERED);
}

type Sources = {
  readonly isTrusted: ProxyTrust;
  /** Lower case; consulted only where the platform tells no peer (serverless). */
  readonly addressHeader: string | null;
};

/**
 * Who is behind a connection. `X-Forwarded-*` count only when the peer is a trusted proxy; the
 * client is then the first untrusted hop from the right.
 */
export function clientOf(
  headers: HeaderList,
  peerAddress: string | null,
  sources: Sources,
): Client {
  const peer =
    peerAddress === null
      ? addressFromHeader(headers, sources.addressHeader)
      : normalAddress(peerAddress);
  const host = headerValue(headers, "host") ?? "";
  if (peer === null || peerAddress === null || !sources.isTrusted(peer)) {
    return { address: peer, proto: "http", host, forwardedFor: peer ?? "unknown" };
  }
  const hops = headerValues(headers, "x-forwarded-for")
    .join(",")
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean);
  return {
    address: firstUntrusted(hops, peer, sources.isTrusted),
    proto: lastOf(headerValues(headers, "x-forwarded-proto"), /^https?$/) ?? "http",
    host: lastOf(headerValues(headers, "x-forwarded-host"), /^[A-Za-z0-9.:[\]_-]+$/) ?? host,
    forwardedFor: [...hops, peer].join(", "),
  };
}

/** The network that a limit per ip counts: the address itself, for IPv6 its /64. */
export function addressNetwork(address: string): string {
  if (!address.includes(":")) return address;
  const parsed = ipaddr.parse(address.split("%", 1)[0] ?? address);
  return parsed.kind() === "ipv6"
    ? `${parsed.toNormalizedString().split(":").slice(0, 4).join(":")}::/64`
    : address;
}

function firstUntrusted(hops: readonly string[], peer: string, isTrusted: ProxyTrust): string {
  let nearest = peer;
  for (const hop of hops.toReversed()) {
    const address = normalAddress(hop);
    // What a trusted proxy could not name is not known: the proxy itself is as far as we can see.
    if (address === null) return nearest;
    nearest = address;
    if (!isTrusted(address)) return nearest;
  }
  return nearest;
}

function addressFromHeader(headers: HeaderList, name: string | null): string | null {
  return name === null
    ? null
    : normalAddress(headerValue(headers, name)?.split(",", 1)[0]?.trim() ?? "");
}

// "1.2.3.4", "1.2.3.4:80", "[::1]:80", "::ffff:1.2.3.4": all one form, or null. A connection brings
// the same address with each of its requests, and reading one takes longer than the rest of a stage.
const normalAddress = boundedMemo((text: string): string | null => {
  const bare =
    /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ??
    (/^[\d.]+:\d+$/.test(text) ? text.replace(/:\d+$/, "") : text);
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return bare;
  return ipaddr.IPv6.isValid(bare) ? ipaddr.process(bare).toString() : null;
}, ADDRESSES_REMEMBERED);

function lastOf(values: readonly string[], form: RegExp): string | null {
  const last = values.join(",").split(",").at(-1)?.trim() ?? "";
  return form.test(last) ? last : null;
}

function hostRange(address: string): string {
  return `${address}/${ipaddr.parse(address).kind() === "ipv4" ? 32 : 128}`;
}
