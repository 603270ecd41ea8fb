import type { RevocationKind, RevocationSubject, RevocationTarget } from "./revocation.ts";

// Some 10 MB. Only people who sign in and out and operators add to it.
const ENTRIES_MAX = 100_000;

export type Revocation = { readonly target: RevocationTarget; readonly untilSeconds: number };

/**
 * Revocations by their key, each until its moment. Holds at most `entriesMax`: then the expired
 * make room, and where there are none, the one that was added first.
 */
export class RevocationTable {
  readonly #entries = new Map<string, Revocation>();
  readonly #entriesMax: number;

  constructor(entriesMax = ENTRIES_MAX) {
    this.#entriesMax = entriesMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Adds a revocation; one that is known is never shortened. */
  add({ target, untilSeconds }: Revocation, now: number): void {
    const key = keyOf(target);
    const until = Math.max(untilSeconds, this.#entries.get(key)?.untilSeconds ?? 0);
    this.#entries.set(key, { target, untilSeconds: until });
    if (this.#entries.size > this.#entriesMax) this.#makeRoom(now);
  }

  find({ orgId, userId, sessionId }: RevocationSubject, now: number): RevocationKind | null {
    if (this.#entries.size === 0) return null;
    if (this.#holds(orgKey(orgId), now)) return "org";
    if (this.#holds(userKey(orgId, userId), now)) return "user";
    return sessionId !== null && this.#holds(sessionKey(sessionId), now) ? "session" : null;
  }

  dropExpired(now: number): void {
    for (const [key, entry] of this.#entries) {
      if (entry.untilSeconds * 1000 <= now) this.#entries.delete(key);
    }
  }

  entries(): readonly Revocation[] {
    return [...this.#entries.values()];
  }

  #holds(key: string, now: number): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.untilSeconds * 1000 > now;
  }

  #makeRoom(now: number): void {
    this.dropExpired(now);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#entriesMax && !oldest.done) this.#entries.delete(oldest.value);
  }
}

function keyOf(target: RevocationTarget): string {
  if (target.kind === "org") return orgKey(target.orgId);
  if (target.kind === "user") return userKey(target.orgId, target.userId);
  return sessionKey(target.sessionId);
}

// The length of the one part that others follow keeps any two keys apart.
const orgKey = (orgId: string) => `o${orgId}`;
const userKey = (orgId: string, userId: string) => `u${orgId.length}:${orgId}${userId}`;
const sessionKey = (sessionId: string) => `s${sessionId}`;
