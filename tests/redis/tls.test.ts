import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { type Certificate, loopbackCertificate } from "#tests/support/certificate.ts";
import { send } from "#tests/support/http-client.ts";
import { type RedisServer, startRedis } from "#tests/support/redis.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const ROUTES = routesFile({
  routes: [{ path: "/api/v1/scarce", rate_limit: { requests: 3, window: "1h" } }],
});

describe("a Redis behind TLS (rediss://)", () => {
  let certificate: Certificate;
  let redis: RedisServer;
  let upstream: UpstreamServer;
  let url: string;
  let close: () => void;

  beforeAll(async () => {
    certificate = loopbackCertificate();
    redis = await startRedis();
    upstream = await startUpstream();
    ({ url, close } = await withTls(redis, certificate));
  });
  afterAll(async () => {
    close();
    await upstream.close();
    await redis.kill();
  });

  async function replica(env: Readonly<Record<string, string>>): Promise<App> {
    const app = await startApp({
      lane: "direct",
      routes: ROUTES,
      env: { UPSTREAM: upstream.url, REDIS_URL: url, ...env },
    });
    onTestFinished(() => app.stop());
    return app;
  }

  test("is shared by replicas that trust its certificate", async () => {
    const env = { NODE_EXTRA_CA_CERTS: certificate.file };
    const [one, two] = await Promise.all([replica(env), replica(env)]);
    const headers = await bearer();

    const statuses = [];
    for (const { url } of [one, two, one, two, one]) {
      statuses.push((await send(`${url}/api/v1/scarce`, { headers })).status);
    }

    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(await redisState(one)).toBe("ok");
  });

  test("is given nothing by a replica that does not trust its certificate, which goes on alone", async () => {
    await redis.command("FLUSHALL");

    const app = await replica({});
    const answer = await send(`${app.url}/api/v1/scarce`, { headers: await bearer() });

    expect(answer.status).toBe(200);
    expect(await redisState(app)).toBe("gone");
    expect(await redis.command("DBSIZE")).toBe(0);
  });
});

async function redisState(app: App): Promise<unknown> {
  return JSON.parse(String((await send(`${app.url}/ready`)).body)).checks.redis;
}

async function withTls(redis: RedisServer, { certificate, key }: Certificate) {
  const sockets = new Set<Socket>();
  const server = createServer({ cert: certificate, key }, (secure) => {
    const plain = connect(redis.port, "127.0.0.1");
    for (const socket of [secure, plain]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    secure.pipe(plain).pipe(secure);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!isAddress(address)) throw new Error("the server has no address");
  return {
    url: `rediss://127.0.0.1:${address.port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
