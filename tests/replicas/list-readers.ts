import { expect, onTestFinished } from "vitest";
import { keepAliveClient } from "./keep-alive-client.ts";
import { LISTS } from "./versioned-list.ts";

/** A read of the list: when it was asked for, in milliseconds, and the version that came. */
type Read = { readonly askedAt: number; readonly version: number };

export type ListReaders = {
  /** Resolves when each has seen this version, or a newer one. */
  seen(version: number): Promise<void>;
  /** Notes that the write that made a version has just been answered. */
  written(version: number): void;
  /**
   * Ends them. `longestStaleMs`: how long after a write was answered one of them still asked and got
   * a list older than that write, at worst.
   */
  stop(): Promise<{ readonly reads: number; readonly longestStaleMs: number }>;
};

/** One reader of the list at each server. They ask without a pause, so that it is hot everywhere. */
export function startListReaders(
  urls: readonly string[],
  headers: Readonly<Record<string, string>>,
): ListReaders {
  const reads: Read[] = [];
  const writtenAt = new Map<number, number>();
  const newest = new Map<string, number>();
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  onTestFinished(end);

  async function read(url: string): Promise<void> {
    const { ask, close } = keepAliveClient(url);
    while (!isOver) {
      const askedAt = performance.now();
      const { status, text } = await ask({ path: LISTS, headers });
      if (status !== 200) throw new Error(`a reader got ${status}`);
      const version = Number(text);
      reads.push({ askedAt, version });
      newest.set(url, Math.max(newest.get(url) ?? 0, version));
    }
    await close();
  }

  function staleMs({ askedAt, version }: Read): number {
    const missed = writtenAt.get(version + 1);
    return missed === undefined ? 0 : askedAt - missed;
  }

  const ended = Promise.all(urls.map(read));
  return {
    async seen(version) {
      const oldest = () => Math.min(...urls.map((url) => newest.get(url) ?? 0));
      const reached = expect.poll(oldest, { interval: 10, timeout: 10_000 });
      await Promise.race([reached.toBeGreaterThanOrEqual(version), ended]);
    },
    written: (version) => void writtenAt.set(version, performance.now()),
    async stop() {
      end();
      await ended;
      const longestStaleMs = reads.reduce((longest, read) => Math.max(longest, staleMs(read)), 0);
      return { reads: reads.length, longestStaleMs };
    },
  };
}
