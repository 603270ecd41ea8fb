import { describe, expect, onTestFinished, test } from "vitest";
import { runScript, script } from "#lib/gateway/stores/redis.ts";
import { tcpRedis } from "#lib/gateway/stores/tcp-redis.ts";
import { TRANSPORTS, useRedis } from "./backings.ts";

const TTL = { ttlMs: 60_000 };
// No UTF-8, and what looks like the protocol's own.
const BYTES = Buffer.from([
  0,
  255,
  254,
  13,
  10,
  36,
  45,
  49,
  13,
  10,
  0xc3,
  0x28,
  ...Buffer.from("é"),
]);

describe.each(TRANSPORTS)("a Redis over %s", (transport) => {
  const backing = useRedis(transport);
  const key = () => `test:${crypto.randomUUID()}`;

  test.each(["text", "", "12", "1e5", "null", '{"a":1}', '"', "é\u{1f511}\n\u0000"])(
    "gives the text %j back as it was set",
    async (text) => {
      const redis = backing.connect();
      const name = key();

      await redis.set(name, text, TTL);

      expect(await redis.get(name)).toBe(text);
    },
  );

  test("gives bytes back as they were set", async () => {
    const redis = backing.connect();
    const name = key();
    const megabyte = Buffer.alloc(1024 ** 2, BYTES);

    await redis.set(name, BYTES.subarray(1), TTL);
    await redis.set(`${name}:large`, megabyte, TTL);

    expect(Buffer.from((await redis.getBytes(name)) ?? [])).toEqual(Buffer.from(BYTES.subarray(1)));
    expect(megabyte.equals((await redis.getBytes(`${name}:large`)) ?? BYTES)).toBe(true);
  });

  test("knows nothing of what was never set", async () => {
    const redis = backing.connect();
    const name = key();
    await redis.set(name, "there", TTL);

    expect(await redis.get(key())).toBeNull();
    expect(await redis.getBytes(key())).toBeNull();
    expect(await redis.getMany([key(), name, key()])).toEqual([null, "there", null]);
  });

  test("keeps a value for its time", async () => {
    const redis = backing.connect();
    const name = key();

    await redis.set(name, "value", { ttlMs: 5000 });

    const left = Number(await backing.server.command("PTTL", name));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5000);
  });

  test("sets what may be set once, once", async () => {
    const redis = backing.connect();
    const name = key();
    const once = { ...TTL, isOnlyIfAbsent: true };

    const isSet = await Promise.all([redis.set(name, "a", once), redis.set(name, "b", once)]);

    expect(isSet).toEqual([true, false]);
    expect(await redis.get(name)).toBe("a");
  });

  test("counts what it deletes", async () => {
    const redis = backing.connect();
    const name = key();
    await redis.set(name, "value", TTL);

    expect(await redis.delete([name, key()])).toBe(1);
    expect(await redis.get(name)).toBeNull();
  });

  test("runs a script, also after the server has forgotten it", async () => {
    const redis = backing.connect();
    const echo = script("return {KEYS[1], ARGV[1], tonumber(ARGV[2]), false, {ARGV[1]}}");
    const run = () => runScript(redis, echo, ["key"], ["é", 7]);

    const first = await run();
    await backing.server.command("SCRIPT", "FLUSH");

    expect(first).toEqual(["key", "é", 7, null, ["é"]]);
    expect(await run()).toEqual(first);
  });

  test("rejects with what the server says", async () => {
    const redis = backing.connect();

    await expect(redis.eval("return redis.error_reply('OOM no room')", [], [])).rejects.toThrow(
      "OOM no room",
    );
  });
});

describe("a Redis over tcp", () => {
  const backing = useRedis("tcp");

  test("takes password and database from the URL, and refuses a wrong password", async () => {
    const { server } = backing;
    await server.command("ACL", "SETUSER", "gateway", "on", ">p@ss:w0rd", "~*", "&*", "+@all");
    const urlWith = (password: string) =>
      `redis://gateway:${encodeURIComponent(password)}@127.0.0.1:${server.port}/3`;
    const [good, bad] = [tcpRedis(urlWith("p@ss:w0rd")), tcpRedis(urlWith("wrong"))];
    onTestFinished(() => good.close());

    await good.set("key", "value", TTL);

    expect(await server.command("GET", "key")).toBeNull();
    expect(await good.get("key")).toBe("value");
    await expect(bad.get("key")).rejects.toThrow(/WRONGPASS/);
  });

  test("connects again by itself when the server has closed the connection", async () => {
    const redis = backing.connect();
    await redis.set("key", "value", TTL);
    await backing.server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

    await expect.poll(() => redis.get("key").catch(() => "closed")).toBe("value");
  });

  test("answers nobody once it is closed", async () => {
    const redis = tcpRedis(backing.server.url);
    await redis.probe();

    redis.close();

    await expect(redis.get("key")).rejects.toThrow();
  });
});
