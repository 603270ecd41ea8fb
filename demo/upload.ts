import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";

/** What was received: its length in bytes, and its SHA-256 in hexadecimal. */
export type Received = { readonly size: number; readonly sha256: string };

/**
 * Streams chunks into a new file, measuring on the way; at most one chunk is in memory. When the
 * source or the disk fails, the unfinished file is removed and the failure thrown on.
 */
export async function receiveFile(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): Promise<Received> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    await using file = await open(path, "wx");
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      await file.appendFile(chunk);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { size, sha256: hash.digest("hex") };
}
