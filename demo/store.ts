import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { atomically } from "./database.ts";
import type { Fields, Kind } from "./resources.ts";

/** One organisation's collection; nothing is ever read or written across it. */
export type Scope = { readonly orgId: string; readonly kind: Kind };

/** A kept resource; times are ISO 8601, `sequence` is the order of creation. */
export type StoredRecord = z.infer<typeof storedRecord>;

/** A write; `at` is an ISO 8601 time, `by` the user who made it. */
export type Change = {
  readonly id: string;
  readonly fields: Fields;
  readonly at: string;
  readonly by: string | null;
};

/** The demo's resources, partitioned by organisation. */
export type Store = {
  /** At most `limit` records, oldest first, that come after the sequence number `after`. */
  readonly list: (scope: Scope, after: number, limit: number) => readonly StoredRecord[];
  readonly find: (scope: Scope, id: string) => StoredRecord | undefined;
  /** Inserts or replaces. */
  readonly put: (scope: Scope, change: Change) => StoredRecord;
  /** Whether there was one to remove. */
  readonly remove: (scope: Scope, id: string, at: string) => boolean;
  /** When anything in the collection last changed, removals included; null when never. */
  readonly changedAt: (scope: Scope) => string | null;
};

const storedRecord = z.object({
  sequence: z.number(),
  id: z.string(),
  fields: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.unknown())),
  created_at: z.string(),
  updated_at: z.string(),
  updated_by: z.string().nullable(),
});

const changed = z.object({ changed_at: z.string() });

/** Keeps resources in an open database that has the demo's schema. */
export function recordStore(database: DatabaseSync): Store {
  const listed = database.prepare(
    "SELECT * FROM records WHERE org_id = ? AND kind = ? AND sequence > ? ORDER BY sequence LIMIT ?",
  );
  const found = database.prepare("SELECT * FROM records WHERE org_id = ? AND kind = ? AND id = ?");
  const written = database.prepare(`
    INSERT INTO records (org_id, kind, id, fields, created_at, updated_at, updated_by)
    VALUES (:org, :kind, :id, :fields, :at, :at, :by)
    ON CONFLICT DO UPDATE SET fields = :fields, updated_at = :at, updated_by = :by
    RETURNING *`);
  const removed = database.prepare("DELETE FROM records WHERE org_id = ? AND kind = ? AND id = ?");
  const touched = database.prepare(`
    INSERT INTO changes (org_id, kind, changed_at) VALUES (:org, :kind, :at)
    ON CONFLICT DO UPDATE SET changed_at = max(changed_at, :at)`);
  const lastChange = database.prepare(
    "SELECT changed_at FROM changes WHERE org_id = ? AND kind = ?",
  );

  return {
    list: ({ orgId, kind }, after, limit) =>
      storedRecord.array().parse(listed.all(orgId, kind, after, limit)),

    find: ({ orgId, kind }, id) => storedRecord.optional().parse(found.get(orgId, kind, id)),

    put: ({ orgId, kind }, { id, fields, at, by }) =>
      atomically(database, () => {
        touched.run({ org: orgId, kind, at });
        const row = { org: orgId, kind, id, fields: JSON.stringify(fields), at, by };
        return storedRecord.parse(written.get(row));
      }),

    remove: ({ orgId, kind }, id, at) =>
      atomically(database, () => {
        const isRemoved = removed.run(orgId, kind, id).changes > 0;
        if (isRemoved) touched.run({ org: orgId, kind, at });
        return isRemoved;
      }),

    changedAt: ({ orgId, kind }) =>
      changed.optional().parse(lastChange.get(orgId, kind))?.changed_at ?? null,
  };
}
