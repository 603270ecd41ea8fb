import type { ServerResponse } from "node:http";
import { httpServer } from "./real-servers.ts";

/** How long a server may say nothing, in the calls that carry `limits`. */
export const TIMEOUT_MS = 1000;
export const ALMOST_MS = 900;
/** The same for an event stream. */
export const IDLE_MS = 10_000;
export const limits = { headTimeoutMs: TIMEOUT_MS, timeoutMs: TIMEOUT_MS, idleTimeoutMs: IDLE_MS };

/** A server that answers only what the test tells it to. */
export async function heldServer() {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  let text = "";
  const watchers = new Set<() => void>();
  const origin = await httpServer((request, response) => {
    request.on("error", () => undefined);
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      for (const watcher of watchers) watcher();
    });
    resolve(response);
  });
  const received = (end: string) =>
    new Promise<void>((resolve) => {
      const look = () => text.endsWith(end) && resolve();
      watchers.add(look);
      look();
    });
  return { arrived: promise, origin, received };
}
