import { createHash } from "node:crypto";
import type { Address } from "./store.ts";

const PREFIX = "eloquent:cache:";

/** A generation that every answer depends on. */
export const EVERYTHING = `${PREFIX}generation`;

// Hashed: keys and tags hold ids of people, and clients decide how long they are.
function hashed(kind: string, text: string): string {
  return `${PREFIX}${kind}:${createHash("sha256").update(text).digest("base64url")}`;
}

/** Where an answer is kept. */
export function entryKey({ key }: Address): string {
  return hashed("answer", key);
}

/** Who holds it is asking the upstream for the answer. */
export function lockKey({ key }: Address): string {
  return hashed("lock", key);
}

/** The generation of a tag. */
export function generationKey(tag: string): string {
  return hashed("generation", tag);
}

/** The generations that an answer with these tags depends on. */
export function generationKeys(tags: readonly string[]): string[] {
  return [EVERYTHING, ...tags.map(generationKey)];
}
