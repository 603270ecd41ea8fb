import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { httpDate, sendJson } from "./answer.ts";
import { bodyChunks } from "./body.ts";
import { type Selection, selectRange } from "./byte-range.ts";
import { recordOf } from "./collection.ts";
import { isNamedBy } from "./entity-tag.ts";
import type { FileEntry, FileIndex } from "./file-index.ts";
import { Refusal } from "./refusal.ts";
import type { Call, Route } from "./routes.ts";
import type { Store } from "./store.ts";
import { receiveFile } from "./upload.ts";

/** Where files live; `bytesMax` bounds one upload. */
export type FileSettings = {
  readonly store: Store;
  readonly index: FileIndex;
  readonly directory: string;
  readonly bytesMax: number;
};

/** `PUT`, `GET` and `HEAD` of the one file that an entity can carry. */
export function fileRoutes(settings: FileSettings): readonly Route[] {
  const path = "/api/v1/entities/{id}/file";
  return [
    { method: "PUT", path, handle: (call) => upload(settings, call) },
    { method: "GET", path, handle: (call) => download(settings, call) },
  ];
}

/** Deletes an entity's file, if it has one. */
export async function removeFile(
  { index, directory }: FileSettings,
  orgId: string,
  entityId: string,
): Promise<void> {
  const entry = index.remove(orgId, entityId);
  if (entry !== undefined) await rm(join(directory, entry.name), { force: true });
}

async function upload(settings: FileSettings, call: Call): Promise<void> {
  const { store, index, directory, bytesMax } = settings;
  recordOf(store, "entities", call);
  const name = randomUUID();
  const path = join(directory, name);
  const received = await receiveFile(bodyChunks(call.request, bytesMax), path);
  try {
    // Look again: the entity may have been removed while its file was coming in.
    recordOf(store, "entities", call);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const content_type = call.request.headers["content-type"] ?? "application/octet-stream";
  const entry = { name, ...received, content_type, stored_at: new Date().toISOString() };
  const before = index.put(call.orgId, call.id, entry);
  if (before !== undefined) await rm(join(directory, before.name), { force: true });
  sendJson(call.response, before === undefined ? 201 : 200, { ...received, content_type });
}

async function download(settings: FileSettings, call: Call): Promise<void> {
  const { request, response } = call;
  const entry = settings.index.find(call.orgId, call.id);
  if (entry === undefined) throw new Refusal("NOT_FOUND", `Entity ${call.id} has no file`);
  if (isNamedBy(request.headers["if-none-match"], tagOf(entry))) {
    response.writeHead(304, validators(entry)).end();
    return;
  }
  const selection = selectionFor(call, entry);
  if (selection.kind === "unsatisfiable") {
    throw new Refusal("RANGE_NOT_SATISFIABLE", `The file has ${entry.size} bytes`, {
      "Content-Range": `bytes */${entry.size}`,
    });
  }
  // Opened before the head is sent: a file replaced meanwhile stays readable to its end.
  await using file = await open(join(settings.directory, entry.name));
  response.writeHead(selection.kind === "part" ? 206 : 200, headOf(entry, selection));
  if (request.method === "HEAD" || entry.size === 0) {
    response.end();
    return;
  }
  const { first, last } =
    selection.kind === "part" ? selection : { first: 0, last: entry.size - 1 };
  const source = file.createReadStream({ start: first, end: last, autoClose: false });
  await pipeline(source, response);
}

function selectionFor({ request }: Call, entry: FileEntry): Selection {
  const { range, "if-range": condition } = request.headers;
  const isCurrent =
    condition === undefined ||
    condition === tagOf(entry) ||
    condition === httpDate(entry.stored_at);
  // Range is defined for GET alone (RFC 9110 section 14.2).
  return selectRange(request.method === "GET" && isCurrent ? range : undefined, entry.size);
}

function headOf(entry: FileEntry, selection: Selection) {
  const isPart = selection.kind === "part";
  return {
    ...validators(entry),
    "Content-Type": entry.content_type,
    "Content-Length": isPart ? selection.last - selection.first + 1 : entry.size,
    ...(isPart
      ? { "Content-Range": `bytes ${selection.first}-${selection.last}/${entry.size}` }
      : {}),
    "Accept-Ranges": "bytes",
    // What users upload must never run as a page of the site that serves it.
    "Content-Disposition": "attachment",
    "X-Content-Type-Options": "nosniff",
  };
}

function validators(entry: FileEntry) {
  return { ETag: tagOf(entry), "Last-Modified": httpDate(entry.stored_at) };
}

function tagOf(entry: FileEntry): string {
  return `"${entry.sha256}"`;
}
