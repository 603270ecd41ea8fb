import { droppedTags, mayHaveChanged } from "../cache/invalidation.ts";
import type { CacheStore } from "../cache/store.ts";
import type { RouteConfig } from "../config/schema.ts";
import type { Exchange } from "../exchange.ts";
import { passThrough, type Stage } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";
import { fillTemplate } from "../routing/path-pattern.ts";

type Options = {
  readonly route: RouteConfig;
  readonly store: CacheStore;
  /** Whether any route of the configuration stores answers. */
  readonly isCacheUsed: boolean;
};

const SAFE = new Set(["GET", "HEAD"]);

/**
 * Outdates what a write may have changed, before the write is answered (RFC 9111 section 4.4): the
 * answers of its org, and public ones, at and under the paths that its route invalidates.
 */
export function invalidate({ route, store, isCacheUsed }: Options): Stage {
  if (!isCacheUsed || SAFE.has(route.method)) return passThrough;

  function drop({ identity, params }: Exchange): void | Promise<void> {
    const paths = route.invalidates.map((path) => fillTemplate(path, route.path, params));
    return store.drop(droppedTags(paths, identity?.orgId ?? null));
  }

  return async function invalidate(exchange, next) {
    const reply: Reply = await next(exchange);
    if (mayHaveChanged(reply.status, exchange.refusal?.reason ?? null)) await drop(exchange);
    return reply;
  };
}
