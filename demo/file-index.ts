import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { atomically } from "./database.ts";

/** What is known of an entity's file; `name` is its name on disk, `size` in bytes. */
export type FileEntry = z.infer<typeof fileEntry>;

/** Which file belongs to which entity of which organisation. */
export type FileIndex = {
  readonly find: (orgId: string, entityId: string) => FileEntry | undefined;
  /** Records the entity's file and returns the one that it replaces. */
  readonly put: (orgId: string, entityId: string, entry: FileEntry) => FileEntry | undefined;
  /** Forgets the entity's file and returns it. */
  readonly remove: (orgId: string, entityId: string) => FileEntry | undefined;
};

const fileEntry = z.object({
  name: z.string(),
  size: z.number(),
  sha256: z.string(),
  content_type: z.string(),
  stored_at: z.string(),
});

/** Keeps the index in an open database that has the demo's schema. */
export function fileIndex(database: DatabaseSync): FileIndex {
  const found = database.prepare("SELECT * FROM files WHERE org_id = ? AND entity_id = ?");
  const removed = database.prepare("DELETE FROM files WHERE org_id = ? AND entity_id = ?");
  const written = database.prepare(`
    INSERT OR REPLACE INTO files (org_id, entity_id, name, size, sha256, content_type, stored_at)
    VALUES (:org, :entity, :name, :size, :sha256, :content_type, :stored_at)`);

  const find: FileIndex["find"] = (orgId, entityId) =>
    fileEntry.optional().parse(found.get(orgId, entityId));

  return {
    find,
    put: (org, entity, entry) =>
      atomically(database, () => {
        const before = find(org, entity);
        written.run({ org, entity, ...entry });
        return before;
      }),
    remove: (orgId, entityId) =>
      atomically(database, () => {
        const before = find(orgId, entityId);
        removed.run(orgId, entityId);
        return before;
      }),
  };
}
