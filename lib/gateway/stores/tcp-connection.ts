import type { RedisValue } from "./redis.ts";

const CONNECT_MS_MAX = 2000;

type Parts = readonly (string | Buffer)[];

/** One connection, which ends once and is not mended. */
export type Connection = {
  isReady(): boolean;
  send(parts: Parts): Promise<RedisValue>;
  sendForBytes(parts: Parts): Promise<Uint8Array | null>;
  /** Ends it; commands under way reject. */
  destroy(): void;
};

/** Connects, with what the URL says of TLS, user, password and database. Rejects within 2 s. */
export async function connect(url: string): Promise<Connection> {
  // Loaded when there is a Redis to talk to: the library takes as long to load as half the app.
  const { createClient, RESP_TYPES } = await import("@redis/client");
  const client = createClient({
    url,
    RESP: 2,
    disableClientInfo: true,
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_MS_MAX, reconnectStrategy: false },
  });
  // Whoever waits for an answer is told; an end while nobody waits shows in `isReady`.
  client.on("error", () => {});
  const asBytes = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };
  // The handshake after the connection has no deadline of its own.
  const timer = setTimeout(() => client.destroy(), CONNECT_MS_MAX);
  try {
    await client.connect();
  } finally {
    clearTimeout(timer);
  }
  return {
    isReady: () => client.isReady,
    send: (parts) => client.sendCommand<RedisValue>(parts),
    sendForBytes: (parts) => client.sendCommand<Buffer | null>(parts, asBytes),
    destroy() {
      if (client.isOpen) client.destroy();
    },
  };
}
