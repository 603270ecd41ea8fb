/** A duration as `m:ss`, or `h:mm:ss` beyond an hour; what is below a second counts as one. */
export function countdown(durationMs: number): string {
  const seconds = Math.max(0, Math.ceil(durationMs / 1000));
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = seconds > 3600 ? Math.floor(seconds / 3600) : 0;
  const minutes = Math.floor(seconds / 60) - hours * 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A span measured on the page: `12 ms`, `1.24 s`, `60 s`. */
export function elapsed(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  return `${Math.round(durationMs / 10) / 100} s`;
}

/** A number of bytes: `812 B`, `1.2 kB`, `50 MB`; decimal units. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
