import { randomUUID } from "node:crypto";
import { type RevocationList, RevocationTarget } from "../identity/revocation.ts";
import { endOfRevocation } from "../identity/revocation-span.ts";
import { type Revocation, RevocationTable } from "../identity/revocation-table.ts";
import type { StoreHealth } from "./health.ts";
import { type Redis, runScript } from "./redis.ts";
import { pageOf, type RevocationPage, textOfTarget } from "./revocation-page.ts";
import {
  ADD_REVOCATIONS,
  READ_REVOCATIONS,
  REVOCATION_KEYS,
  REVOCATIONS_PER_CALL,
} from "./revocation-scripts.ts";

// With the time to notice that a store is back (1 s), well below the 5 s promised.
const REFRESH_EVERY_MS = 2000;

type Options = {
  readonly redis: Redis;
  readonly health: StoreHealth;
  readonly refreshEveryMs?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
};

export type SharedRevocations = RevocationList & {
  /** Reads what is new in the store, and passes on what it does not have; never rejects. */
  refresh(): Promise<void>;
  close(): void;
};

/**
 * Revocations shared by every process on the same Redis. Each keeps them all in memory and reads
 * the news every 2 s; `refresh` for the first time is the caller's. What was learned is forgotten only when it ends: neither a store that is gone
 * nor one that lost its memory lets anybody in again; the latter is told what it lost.
 */
export function redisRevocations({
  redis,
  health,
  refreshEveryMs = REFRESH_EVERY_MS,
  clock = Date.now,
}: Options): SharedRevocations {
  const table = new RevocationTable();
  const unsent = new Set<Revocation>();
  let sending = Promise.resolve(true);
  let read: Omit<RevocationPage, "revocations"> = { epoch: "", last: "0" };

  async function readPage(): Promise<RevocationPage> {
    const args = [read.epoch, read.last, REVOCATIONS_PER_CALL];
    return pageOf(await runScript(redis, READ_REVOCATIONS, REVOCATION_KEYS, args));
  }

  async function readNews(): Promise<void> {
    const page = await health.guard<RevocationPage | null>(readPage, () => null);
    if (page === null) return;
    if (page.epoch !== read.epoch) for (const known of table.entries()) unsent.add(known);
    read = { epoch: page.epoch, last: page.last };
    for (const revocation of page.revocations) table.add(revocation, clock());
    if (page.revocations.length >= REVOCATIONS_PER_CALL) await readNews();
  }

  async function sendAll(): Promise<boolean> {
    while (unsent.size > 0) {
      const some = [...unsent].slice(0, REVOCATIONS_PER_CALL);
      if (!(await send(some))) return false;
      for (const revocation of some) unsent.delete(revocation);
    }
    return true;
  }

  async function send(revocations: readonly Revocation[]): Promise<boolean> {
    const entries = revocations.flatMap((one) => [one.untilSeconds, textOfTarget(one.target)]);
    const args = [randomUUID(), Math.floor(clock() / 1000), ...entries];
    const epoch = await health.guard(
      () => runScript(redis, ADD_REVOCATIONS, REVOCATION_KEYS, args),
      () => null,
    );
    // Where nothing has been read yet, this is the store that must not lose what it was told.
    if (epoch !== null && read.epoch === "") read = { ...read, epoch: String(epoch) };
    return epoch !== null;
  }

  /** Whether everything known here is in the store. One call at a time takes all that waits. */
  function sendUnsent(): Promise<boolean> {
    sending = sending.then(sendAll);
    return sending;
  }

  async function refresh(): Promise<void> {
    table.dropExpired(clock());
    await readNews();
    await sendUnsent();
  }

  const timer = setInterval(refresh, refreshEveryMs).unref();

  return {
    revocationOf: (subject, now) => table.find(subject, now),
    revoke(target, untilSeconds) {
      const now = clock();
      const revocation = {
        target: RevocationTarget.parse(target),
        untilSeconds: endOfRevocation(untilSeconds, now),
      };
      table.add(revocation, now);
      unsent.add(revocation);
      return sendUnsent();
    },
    refresh,
    close: () => clearInterval(timer),
  };
}
