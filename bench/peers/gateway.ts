import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CaseName } from "../cases/names.ts";
import { GATEWAY_CASES } from "../cases/names.ts";
import { SERVER_CORE } from "../machine.ts";
import { NODE_UPSTREAM_URL, UPSTREAM_URL } from "../ports.ts";
import { launch } from "../processes.ts";
import { SECRET } from "../workload.ts";
import { ROUTES } from "./gateway-routes.ts";
import type { Peer } from "./peer.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const CASES: readonly CaseName[] = [...GATEWAY_CASES, "cache-hit"];

export const gatewayDirect = gateway("direct", CASES);
// It does not reach 2,000 requests a second on one core.
export const gatewayRoute = gateway(
  "route",
  CASES.filter((name) => name !== "fixed-rate"),
);

function gateway(lane: "direct" | "route", cases: readonly CaseName[]): Peer {
  return {
    name: `gateway-${lane}`,
    title: `gateway, ${lane} lane`,
    job: "full",
    cases,
    needs: [],
    start: ({ port, directory }) => {
      const routesFile = join(directory, "routes.yaml");
      writeFileSync(routesFile, ROUTES);
      return launch({
        name: `gateway-${lane}`,
        command: [
          process.execPath,
          // As `npm start` does it.
          "--no-allocation-site-pretenuring",
          join(ROOT, "node_modules/next/dist/bin/next"),
          ...["start", "-p", String(port), "-H", "127.0.0.1"],
        ],
        core: SERVER_CORE,
        port,
        directory,
        cwd: ROOT,
        env: { ...environment(port, routesFile), GATEWAY_LANE: lane },
      });
    },
  };
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
