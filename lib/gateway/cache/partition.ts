import type { Identity } from "../exchange.ts";

/** Who may share a cached answer. */
export type CacheScope = "user" | "org" | "public";

/**
 * Whose answers these are. No key can be made without one, and none can be made but here: answers of
 * two partitions never meet.
 */
export class Partition {
  readonly #text: string;
  /** Whose writes outdate these answers: an org's, or anybody's. */
  readonly owner: string;

  private constructor(parts: readonly string[], owner: string) {
    this.#text = parts.map(lengthPrefixed).join("");
    this.owner = owner;
  }

  /** First part of every key of this partition; no other partition's text begins with it. */
  get text(): string {
    return this.#text;
  }

  static readonly PUBLIC = new Partition(["public"], ownerOf(null));

  /** One caller: org, user, role and scopes, whatever their order. */
  static ofUser({ orgId, userId, role, scopes }: Identity): Partition {
    const held = [...new Set(scopes)].sort();
    const parts = ["user", orgId, userId, nullable(role), String(held.length), ...held];
    return new Partition(parts, ownerOf(orgId));
  }

  /** All of an org with the same role. */
  static ofOrg({ orgId, role }: Identity): Partition {
    return new Partition(["org", orgId, nullable(role)], ownerOf(orgId));
  }
}

/** The owner of an org's answers, or with null of those that are everybody's. */
export function ownerOf(orgId: string | null): string {
  return orgId === null ? "public" : `org ${orgId}`;
}

const known = {
  user: new WeakMap<Identity, Partition>(),
  org: new WeakMap<Identity, Partition>(),
};

/** The partition of a caller under a scope. Null when the scope needs an identity and there is none. */
export function partitionOf(scope: CacheScope, identity: Identity | null): Partition | null {
  if (scope === "public") return Partition.PUBLIC;
  if (identity === null) return null;
  const remembered = known[scope].get(identity);
  if (remembered !== undefined) return remembered;
  const partition = scope === "user" ? Partition.ofUser(identity) : Partition.ofOrg(identity);
  known[scope].set(identity, partition);
  return partition;
}

/** A text that says itself where it ends, so that no delimiter in it can be taken for one of ours. */
export function lengthPrefixed(text: string): string {
  return `${text.length}:${text}`;
}

// A missing role is not an empty one.
function nullable(text: string | null): string {
  return text === null ? "-" : `=${text}`;
}
