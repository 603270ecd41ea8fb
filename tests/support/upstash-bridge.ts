import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { json } from "node:stream/consumers";
import { createClient } from "@redis/client";
import { plainScripts } from "#lib/gateway/stores/plain-scripts.ts";
import type { RedisValue } from "#lib/gateway/stores/redis.ts";
import { closeServer } from "./upstream.ts";

type Send = (parts: readonly (string | number)[]) => Promise<RedisValue>;

export type UpstashBridge = {
  readonly url: string;
  readonly token: string;
  /** Answers this way from here on; null: from the server again. */
  answerWith(listener: RequestListener | null): void;
  close(): Promise<void>;
};

/** Upstash's REST protocol in front of a real redis-server. */
export async function startUpstashBridge(redisUrl: string): Promise<UpstashBridge> {
  const token = "bridge-token";
  const client = createClient({
    url: redisUrl,
    RESP: 2,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: 50 },
  });
  client.on("error", () => {});
  await client.connect();
  const send = knowingScripts((parts) => client.sendCommand(parts.map(String)));
  const fromServer = answering(send, token);
  let listener = fromServer;
  const server = createServer((request, response) => listener(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    token,
    answerWith(other) {
      listener = other ?? fromServer;
    },
    async close() {
      client.destroy();
      await closeServer(server);
    },
  };
}

function answering(send: Send, token: string): RequestListener {
  return async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${token}`) {
      return answer(401, { error: "WRONGPASS invalid or missing auth token" });
    }
    const encode = request.headers["upstash-encoding"] === "base64" ? toBase64 : asText;
    // A client that has given up takes its request with it.
    const body = await json(request).catch(() => null);
    if (request.url === "/") {
      const result = await resultOf(send, body, encode);
      return answer("error" in result ? 400 : 200, result);
    }
    const commands = Array.isArray(body) ? body : [];
    answer(200, await Promise.all(commands.map((parts) => resultOf(send, parts, encode))));
  };
}

type Encode = (value: RedisValue) => RedisValue;

const asText: Encode = (value) => value;

function toBase64(value: RedisValue): RedisValue {
  if (typeof value === "string" && value !== "OK") return Buffer.from(value).toString("base64");
  return Array.isArray(value) ? value.map(toBase64) : value;
}

async function resultOf(send: Send, command: unknown, encode: Encode) {
  try {
    return { result: encode(await send(Array.isArray(command) ? command : [])) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

// Upstash knows the flags in the first line of its scripts, the server behind does not.
function knowingScripts(send: Send): Send {
  const { evalsha, eval: evaluate } = plainScripts({
    evalsha: (hash, keys, args) => send(["EVALSHA", hash, keys.length, ...keys, ...args]),
    eval: (source, keys, args) => send(["EVAL", source, keys.length, ...keys, ...args]),
  });
  const scripting = new Map([
    ["evalsha", evalsha],
    ["eval", evaluate],
  ]);
  return (parts) => {
    const [name, code, count, ...rest] = parts;
    const run = scripting.get(String(name).toLowerCase());
    if (run === undefined) return send(parts);
    const keys = rest.slice(0, Number(count)).map(String);
    return run(String(code), keys, rest.slice(Number(count)));
  };
}
