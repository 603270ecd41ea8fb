import type { RevocationList } from "./revocation.ts";
import { endOfRevocation } from "./revocation-span.ts";
import { RevocationTable } from "./revocation-table.ts";

/** The revocations of a process that shares no store. `clock` in milliseconds since the epoch. */
export function memoryRevocations(clock: () => number = Date.now): RevocationList {
  const table = new RevocationTable();
  return {
    revocationOf: (subject, now) => table.find(subject, now),
    async revoke(target, untilSeconds) {
      const now = clock();
      table.add({ target, untilSeconds: endOfRevocation(untilSeconds, now) }, now);
      return true;
    },
  };
}
