import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

const SCHEMA = `
  CREATE TABLE records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    org_id TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT,
    UNIQUE (org_id, kind, id)
  ) STRICT;
  CREATE TABLE changes (
    org_id TEXT NOT NULL, kind TEXT NOT NULL, changed_at TEXT NOT NULL,
    PRIMARY KEY (org_id, kind)
  ) STRICT;
  CREATE TABLE files (
    org_id TEXT NOT NULL, entity_id TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
    sha256 TEXT NOT NULL, content_type TEXT NOT NULL, stored_at TEXT NOT NULL,
    PRIMARY KEY (org_id, entity_id)
  ) STRICT;
  PRAGMA user_version = 1;
`;

/**
 * Opens the demo's database; `:memory:` keeps nothing, a file's folder is made when missing.
 * `seed` runs once in a database's life, so that deleted examples do not come back.
 */
export function openDatabase(path: string, seed: (database: DatabaseSync) => void): DatabaseSync {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL");
  const version = database.prepare("PRAGMA user_version").get()?.user_version;
  if (version === 0) {
    atomically(database, () => {
      database.exec(SCHEMA);
      seed(database);
    });
  }
  return database;
}

/** Runs `work` in one transaction: all of it is kept, or, when it throws, nothing. */
export function atomically<Result>(database: DatabaseSync, work: () => Result): Result {
  if (database.isTransaction) return work();
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
