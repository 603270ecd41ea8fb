import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CaseName } from "../cases/names.ts";
import { GATEWAY_CASES } from "../cases/names.ts";
import { LOAD_CORE, SERVER_CORE } from "../machine.ts";
import { startParameters } from "../node-parameters.ts";
import { NODE_UPSTREAM_URL, PORTS, UPSTREAM_URL } from "../ports.ts";
import { launch, type Server } from "../processes.ts";
import { SECRET } from "../workload.ts";
import { ROUTES } from "./gateway-routes.ts";
import type { Peer, Place } from "./peer.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const CASES: readonly CaseName[] = [...GATEWAY_CASES, "cache-hit"];

type Lane = "direct" | "route";

export const gatewayDirect = gateway("direct", CASES);
// It does not reach 2,000 requests a second on one core.
export const gatewayRoute = gateway(
  "route",
  CASES.filter((name) => name !== "fixed-rate"),
);

/** The direct lane counting its limits in a Redis, as replicas do that share them. */
export const gatewayRedis: Peer = {
  ...gatewayDirect,
  name: "gateway-redis",
  title: "gateway, direct lane, limits in Redis",
  cases: ["get"],
  needs: ["redis-server"],
  // It would count in its own memory then.
  faultAfter: async ({ url }) => {
    const readiness = await (await fetch(`${url}/ready`)).text();
    return readiness.includes('"redis":"ok"') ? null : `its Redis is gone: ${readiness}`;
  },
  start: async (place) => {
    const redis = await startRedis(place);
    try {
      const env = { REDIS_URL: `redis://127.0.0.1:${PORTS.redis}` };
      const server = await startGateway("gateway-redis", "direct", place, env);
      const stop = async () => {
        await server.stop();
        await redis.stop();
      };
      return { ...server, stop };
    } catch (error) {
      await redis.stop();
      throw error;
    }
  },
};

/** The direct lane saying nothing of itself: what log and metrics cost is the difference. */
export const gatewayQuiet: Peer = {
  ...gatewayDirect,
  name: "gateway-quiet",
  title: "gateway, direct lane, no log and no metrics",
  cases: ["get"],
  start: (place) =>
    startGateway("gateway-quiet", "direct", place, { LOG_LEVEL: "silent", METRICS: "off" }),
};

function gateway(lane: Lane, cases: readonly CaseName[]): Peer {
  const name = `gateway-${lane}`;
  return {
    name,
    title: `gateway, ${lane} lane`,
    job: "full",
    cases,
    needs: [],
    start: (place) => startGateway(name, lane, place),
  };
}

function startGateway(
  name: string,
  lane: Lane,
  { directory, port }: Place,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const routesFile = join(directory, "routes.yaml");
  writeFileSync(routesFile, ROUTES);
  return launch({
    name,
    command: [
      process.execPath,
      ...startParameters(),
      join(ROOT, "node_modules/next/dist/bin/next"),
      ...["start", "-p", String(port), "-H", "127.0.0.1"],
    ],
    core: SERVER_CORE,
    port,
    directory,
    cwd: ROOT,
    env: { ...environment(port, routesFile), GATEWAY_LANE: lane, ...env },
  });
}

// Beside the upstream: what it does is no work of the gateway's.
function startRedis({ directory }: Place): Promise<Server> {
  const port = PORTS.redis;
  return launch({
    name: "redis",
    command: ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", ""],
    core: LOAD_CORE,
    port,
    directory,
  });
}

function environment(port: number, routesFile: string) {
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    GATEWAY_ROUTES: routesFile,
    LOG_LEVEL: "info",
    JWT_SECRET: SECRET,
    NEXTAUTH_SECRET: SECRET,
    NEXTAUTH_URL: `http://127.0.0.1:${port}`,
    ITEMS_SERVICE_URL: UPSTREAM_URL,
    STREAMS_SERVICE_URL: NODE_UPSTREAM_URL,
    // The limits are counted, but 1,000 open streams are no overload here.
    MAX_IN_FLIGHT: "10000",
    MAX_IN_FLIGHT_PER_UPSTREAM: "10000",
  };
}
