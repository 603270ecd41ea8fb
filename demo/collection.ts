import { randomUUID } from "node:crypto";
import { z } from "zod";
import { sendJson, sendRepresentation } from "./answer.ts";
import { readJson } from "./body.ts";
import { mergePatch } from "./merge-patch.ts";
import { Refusal } from "./refusal.ts";
import { checkedFields, type Kind } from "./resources.ts";
import type { Call, Route } from "./routes.ts";
import type { Scope, Store, StoredRecord } from "./store.ts";

const page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^[\w-]{1,32}$/)
    .transform((cursor) => Buffer.from(cursor, "base64url").toString("latin1"))
    .pipe(z.string().regex(/^\d{1,15}$/))
    .transform(Number)
    .default(0),
});

/**
 * The routes of one kind under `/api/v1/<kind>`: list, create, read, replace, merge, remove.
 * `afterRemove` is told of every removed id, so that what hangs on it can go too.
 */
export function collectionRoutes(
  store: Store,
  kind: Kind,
  afterRemove: (orgId: string, id: string) => Promise<void>,
): readonly Route[] {
  const path = `/api/v1/${kind}`;
  const item = `${path}/{id}`;

  async function create(call: Call): Promise<void> {
    const fields = checkedFields(kind, await readJson(call.request));
    const id = randomUUID();
    const record = store.put(scopeOf(call, kind), { id, fields, ...signature(call) });
    sendJson(call.response, 201, { data: shown(record) }, { Location: `${path}/${id}` });
  }

  async function remove(call: Call): Promise<void> {
    const { at } = signature(call);
    if (!store.remove(scopeOf(call, kind), call.id, at)) throw missing(kind, call.id);
    await afterRemove(call.orgId, call.id);
    call.response.writeHead(204).end();
  }

  return [
    { method: "GET", path, handle: (call) => list(store, kind, call) },
    { method: "POST", path, handle: create },
    { method: "GET", path: item, handle: (call) => read(store, kind, call) },
    { method: "PUT", path: item, handle: (call) => write(store, kind, call, (_, body) => body) },
    { method: "PATCH", path: item, handle: (call) => write(store, kind, call, mergePatch) },
    { method: "DELETE", path: item, handle: remove },
  ];
}

/** The record that a call names. Throws NOT_FOUND, also when it is another organisation's. */
export function recordOf(store: Store, kind: Kind, call: Call): StoredRecord {
  const record = store.find(scopeOf(call, kind), call.id);
  if (record === undefined) throw missing(kind, call.id);
  return record;
}

function list(store: Store, kind: Kind, call: Call): void {
  const asked = page.safeParse(Object.fromEntries(call.query));
  if (!asked.success) {
    throw new Refusal("VALIDATION_FAILED", "limit must be 1 to 100, cursor one that a list gave");
  }
  const { limit, cursor } = asked.data;
  const scope = scopeOf(call, kind);
  // One more than asked for tells whether there is a next page.
  const records = store.list(scope, cursor, limit + 1);
  const shownRecords = records.slice(0, limit);
  const last = shownRecords.at(-1);
  const next = records.length > limit && last !== undefined ? cursorAfter(last) : null;
  const body = {
    data: shownRecords.map(shown),
    metadata: { success: true, count: shownRecords.length, next_cursor: next },
  };
  sendRepresentation(call.response, ifNoneMatch(call), body, store.changedAt(scope));
}

function read(store: Store, kind: Kind, call: Call): void {
  const record = recordOf(store, kind, call);
  const body = { data: shown(record) };
  sendRepresentation(call.response, ifNoneMatch(call), body, record.updated_at);
}

async function write(
  store: Store,
  kind: Kind,
  call: Call,
  merged: (before: unknown, body: unknown) => unknown,
): Promise<void> {
  recordOf(store, kind, call);
  const body = await readJson(call.request);
  // Read again: the record may have changed, or gone, while the body was coming in.
  const before = recordOf(store, kind, call);
  const fields = checkedFields(kind, merged(before.fields, body));
  const change = { id: call.id, fields, ...signature(call) };
  const record = store.put(scopeOf(call, kind), change);
  sendJson(call.response, 200, { data: shown(record) });
}

function shown(record: StoredRecord) {
  const { id, fields, created_at, updated_at, updated_by } = record;
  return { ...fields, id, created_at, updated_at, updated_by };
}

function signature(call: Call) {
  return { at: new Date().toISOString(), by: call.userId };
}

function scopeOf(call: Call, kind: Kind): Scope {
  return { orgId: call.orgId, kind };
}

function cursorAfter(record: StoredRecord): string {
  return Buffer.from(String(record.sequence)).toString("base64url");
}

function ifNoneMatch(call: Call): string | undefined {
  return call.request.headers["if-none-match"];
}

function missing(kind: Kind, id: string): Refusal {
  return new Refusal("NOT_FOUND", `There is no ${id} among this organisation's ${kind}`);
}
