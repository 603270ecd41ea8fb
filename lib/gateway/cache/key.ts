import type { HeaderList } from "../header-list.ts";
import { lengthPrefixed, type Partition } from "./partition.ts";

/** What tells the answers of one partition apart, besides what they vary by. */
export type KeyParts = {
  /** Which configuration of which route asks; see `routeMark`. */
  readonly route: string;
  /** Lanes get bodies in different codings. */
  readonly lane: string;
  /** Scheme and host that the browser sees: upstreams build links from them. */
  readonly proto: string;
  readonly host: string;
  /** Canonical. */
  readonly path: string;
  /** Byte for byte, with its "?". */
  readonly query: string;
  /** Client headers that the route passes on, as they are sent. */
  readonly forwarded: HeaderList;
};

/**
 * The name of an answer. Two requests have the same one only if partition and all parts are equal:
 * every part says its own length (property-tested). HEAD and GET share it, as HEAD is answered from
 * a stored GET (RFC 9111 section 4).
 */
export function cacheKey(partition: Partition, parts: KeyParts): string {
  const { route, lane, proto, host, path, query, forwarded } = parts;
  const place =
    lengthPrefixed(route) +
    lengthPrefixed(lane) +
    lengthPrefixed(proto) +
    lengthPrefixed(host.toLowerCase()) +
    lengthPrefixed(path) +
    lengthPrefixed(query);
  const key = partition.text + place;
  return forwarded.length === 0 ? key : key + forwarded.map(lengthPrefixed).join("");
}
