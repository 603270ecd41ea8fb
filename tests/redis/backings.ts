import { afterAll, beforeAll } from "vitest";
import type { Redis } from "#lib/gateway/stores/redis.ts";
import { tcpRedis } from "#lib/gateway/stores/tcp-redis.ts";
import { upstashRedis } from "#lib/gateway/stores/upstash-redis.ts";
import { type RedisServer, startRedis } from "#tests/support/redis.ts";
import { startUpstashBridge, type UpstashBridge } from "#tests/support/upstash-bridge.ts";

/** How the gateway may reach the shared store. */
export const TRANSPORTS = ["tcp", "rest"] as const;

export type Transport = (typeof TRANSPORTS)[number];

export type Backing = {
  readonly server: RedisServer;
  /** In front of the server, with `rest` only. */
  readonly bridge: UpstashBridge;
  /** One more client of the server; closed at the end. */
  connect(): Redis;
};

/** A real redis-server, and clients of it, for all tests of the enclosing `describe`. */
export function useRedis(transport: Transport): Backing {
  const clients: Redis[] = [];
  let server: RedisServer | null = null;
  let bridge: UpstashBridge | null = null;

  beforeAll(async () => {
    server = await startRedis();
    if (transport === "rest") bridge = await startUpstashBridge(server.url);
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await bridge?.close();
    await server?.kill();
  });

  const backing = {
    get server() {
      return started(server);
    },
    get bridge() {
      return started(bridge);
    },
    connect() {
      const client =
        transport === "tcp" ? tcpRedis(backing.server.url) : upstashRedis(backing.bridge);
      clients.push(client);
      return client;
    },
  };
  return backing;
}

function started<T>(thing: T | null): T {
  if (thing === null) throw new Error("nothing has been started yet");
  return thing;
}
