import { plainScripts } from "./plain-scripts.ts";
import type { Redis, RedisArgument, RedisValue } from "./redis.ts";
import { type Connection, connect } from "./tcp-connection.ts";

// A connection that leaves a probe unanswered for so long is given up; the next call makes another.
const ANSWER_MS_MAX = 1000;

/**
 * A Redis over TCP, or TLS with `rediss://`. Connects on first use and again whenever a call finds
 * no connection: it tries nothing by itself, and queues nothing while there is none.
 */
export function tcpRedis(url: string): Redis {
  let connection: Connection | null = null;
  let opening: Promise<Connection> | null = null;
  let isClosed = false;

  function open(): Promise<Connection> {
    if (isClosed) return Promise.reject(new Error("the client has been closed"));
    opening ??= connect(url)
      .then((opened) => {
        connection = opened;
        if (isClosed) opened.destroy();
        return opened;
      })
      .finally(() => {
        opening = null;
      });
    return opening;
  }

  function send(parts: readonly (string | Buffer)[]): Promise<RedisValue> {
    if (connection?.isReady()) return connection.send(parts);
    return open().then((opened) => opened.send(parts));
  }

  const run = (
    command: "EVALSHA" | "EVAL",
    code: string,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ) => send([command, code, String(keys.length), ...keys, ...args.map(String)]);

  return {
    get: async (key) => textOf(await send(["GET", key])),
    getMany: async (keys) => listOf(await send(["MGET", ...keys])).map(textOf),
    async getBytes(key) {
      const { sendForBytes } = connection?.isReady() ? connection : await open();
      return sendForBytes(["GET", key]);
    },
    async set(key, value, { ttlMs, isOnlyIfAbsent = false }) {
      const data =
        typeof value === "string"
          ? value
          : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      const condition = isOnlyIfAbsent ? ["NX"] : [];
      return (await send(["SET", key, data, "PX", String(ttlMs), ...condition])) === "OK";
    },
    delete: async (keys) => Number(await send(["DEL", ...keys])),
    ...plainScripts({
      evalsha: (hash, keys, args) => run("EVALSHA", hash, keys, args),
      eval: (source, keys, args) => run("EVAL", source, keys, args),
    }),
    async probe() {
      const probed = connection?.isReady() ? connection : await open();
      const timer = setTimeout(() => probed.destroy(), ANSWER_MS_MAX);
      try {
        await probed.send(["SET", "eloquent:probe", "1", "PX", "1000"]);
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      isClosed = true;
      connection?.destroy();
    },
  };
}

function textOf(value: RedisValue | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}

function listOf(value: RedisValue): readonly RedisValue[] {
  return Array.isArray(value) ? value : [];
}
