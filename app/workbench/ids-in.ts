import { member } from "../pieces/error-envelope.ts";

/** The ids of the records listed in a JSON text, `{ "data": [{ "id": … }] }` or the bare array. */
export function idsIn(text: string): string[] {
  const listed = records(text);
  if (!Array.isArray(listed)) return [];
  return listed.map((record) => member(record, "id")).filter((id) => typeof id === "string");
}

function records(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : member(value, "data");
  } catch {
    return null;
  }
}
