import { ownerOf } from "./partition.ts";

// Deeper paths share the tag of their first segments: dropping too much is always right.
const SEGMENTS_MAX = 8;
const SEGMENTS_MIN = 2;

/**
 * What an answer is filed under: its path and every path above it, for its owner. A write to any of
 * them outdates the answer.
 */
export function tagsOf(owner: string, path: string): string[] {
  const tags: string[] = [];
  let end = 0;
  for (let segments = 1; segments <= SEGMENTS_MAX && end !== path.length; segments++) {
    const slash = path.indexOf("/", end + 1);
    end = slash === -1 ? path.length : slash;
    if (segments >= SEGMENTS_MIN) tags.push(tag(owner, path.slice(0, end)));
  }
  return tags;
}

/**
 * What a write drops: everything at and under `paths`, of its own org and of the public; without an
 * identity of the public only.
 */
export function droppedTags(paths: readonly string[], orgId: string | null): string[] {
  const owners = orgId === null ? [ownerOf(null)] : [ownerOf(orgId), ownerOf(null)];
  return owners.flatMap((owner) => paths.map((path) => tag(owner, firstSegments(path))));
}

/**
 * Whether a write may have changed something: it succeeded (RFC 9111 section 4.4), or nobody knows
 * because its answer never came.
 */
export function mayHaveChanged(status: number, refusal: string | null): boolean {
  if (refusal === null) return status >= 200 && status < 400;
  return OUTCOME_UNKNOWN.has(refusal);
}

const OUTCOME_UNKNOWN = new Set(["upstream_slow", "upstream_broken", "client_gone"]);

function firstSegments(path: string): string {
  return path.split("/", SEGMENTS_MAX + 1).join("/");
}

function tag(owner: string, path: string): string {
  return `${owner.length}:${owner}${path}`;
}
