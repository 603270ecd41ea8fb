import { readFile } from "node:fs/promises";

type Options = {
  /** Milliseconds between two looks at the file; a change is told after two that agree. */
  readonly intervalMs?: number;
  /** What the caller has read already; without it the first look sets what counts as unchanged. */
  readonly knownText?: string;
  /** Told once when the file cannot be read, and again only after it could. */
  readonly onError?: (error: unknown) => void;
};

/**
 * Calls `onChange` with a file's text whenever that has become another one, by default within 2 s.
 * Compares content, so that it sees a swapped symlink, a rename over the file, and a file deleted
 * and created again. `onChange` must not throw. Does not keep the process alive. Returns what ends the watch.
 */
export function watchFile(
  path: string,
  onChange: (text: string) => void,
  { intervalMs = 500, knownText, onError = () => {} }: Options = {},
): () => void {
  let known = knownText ?? null;
  let isFirstLook = knownText === undefined;
  // A half-written file is read once; only what stays for two looks is told.
  let candidate: string | null = null;
  let isMissing = false;
  let isStopped = false;
  let timer = setTimeout(look, intervalMs).unref();

  async function look(): Promise<void> {
    const text = await readFile(path, "utf8").catch(missing);
    if (isStopped) return;
    if (text !== null) consider(text);
    isFirstLook = false;
    if (!isStopped) timer = setTimeout(look, intervalMs).unref();
  }

  function missing(error: unknown): null {
    if (!isMissing && !isStopped) onError(error);
    isMissing = true;
    return null;
  }

  function consider(text: string): void {
    isMissing = false;
    if (isFirstLook) known = text;
    const isNew = text !== known && text === candidate;
    candidate = text;
    if (!isNew) return;
    known = text;
    onChange(text);
  }

  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
