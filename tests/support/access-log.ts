import type { App } from "./app.ts";

/** Lines of the access log so far that are about a request id. The log is written in batches. */
export function accessLines(app: App, requestId: string): Record<string, unknown>[] {
  return app
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes(JSON.stringify(requestId)))
    .map((line) => JSON.parse(line));
}
