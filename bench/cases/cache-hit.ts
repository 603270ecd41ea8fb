import { PATHS } from "../workload.ts";
import type { Subject } from "./case.ts";
import { loadCase } from "./load-case.ts";

export const cacheHit = loadCase({
  name: "cache-hit",
  title: "Cache hit, 500 bytes of JSON",
  path: PATHS.cached,
  obstacle: whyNotCached,
});

// The second answer must come from the cache, and say so (RFC 9211).
async function whyNotCached({ authorization, server }: Subject): Promise<string | null> {
  const url = server.url + PATHS.cached;
  await (await fetch(url, { headers: { authorization } })).arrayBuffer();
  const second = await fetch(url, { headers: { authorization } });
  await second.arrayBuffer();
  const status = second.headers.get("cache-status") ?? "none";
  return /hit/i.test(status) ? null : `does not cache (Cache-Status: ${status})`;
}
