import { readLengthPrefixed } from "../length-prefixed.ts";

/** One part of a cache key, in words. */
export type KeyPart = { readonly name: string; readonly value: string };

const PLACE = ["route", "lane", "scheme", "host", "path", "query"];

/**
 * Reads a cache's key, whose parts all say their own length (see `cacheKey`): the partition, which is
 * public, an org's or a user's, then the place, then the client headers that the route passes on.
 */
export function cacheKeyParts(key: string): KeyPart[] {
  const texts = readLengthPrefixed(key);
  const partition = partitionParts(texts);
  const place = PLACE.map((name) => ({ name, value: texts.shift() ?? "" }));
  const forwarded: KeyPart[] = [];
  while (texts.length > 0) {
    forwarded.push({ name: `header ${texts.shift()}`, value: texts.shift() ?? "" });
  }
  return [...partition, ...place, ...forwarded];
}

/** Takes the partition's parts off the front. */
function partitionParts(texts: string[]): KeyPart[] {
  const kind = texts.shift() ?? "";
  const parts = [{ name: "shared by", value: kind === "public" ? "everybody" : `one ${kind}` }];
  if (kind === "public") return parts;
  parts.push({ name: "org", value: texts.shift() ?? "" });
  if (kind === "user") parts.push({ name: "user", value: texts.shift() ?? "" });
  // A role is written behind "=", and none as "-".
  parts.push({ name: "role", value: (texts.shift() ?? "").replace(/^=/, "") });
  if (kind !== "user") return parts;
  const count = Number(texts.shift() ?? 0);
  return [...parts, { name: "scopes", value: texts.splice(0, count).join(" ") }];
}
