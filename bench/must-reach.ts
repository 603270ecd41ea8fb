import type { FigureName } from "./cases/case.ts";
import type { CaseName } from "./cases/names.ts";
import { figure, type Results } from "./results.ts";

export type Verdict = {
  readonly title: string;
  /** What is asked for, with its direction. */
  readonly demand: string;
  readonly value: number | null;
  /** The same ratio by processor time per request: what is left when the machine is disturbed. */
  readonly byCpuTime: number | null;
  readonly isReached: boolean | null;
};

type Demand = {
  readonly title: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit: string;
  measuredIn(results: Results): number | null;
  readonly byCpuTimeIn?: (results: Results) => number | null;
};

type Subject = { readonly peer: string; readonly caseName: CaseName };

const DIRECT = "gateway-direct";
const QUIET = "gateway-quiet";
const REDIS = "gateway-redis";
const ROUTE = "gateway-route";

const DEMANDS: readonly Demand[] = [
  ratio("authenticated GET, direct lane / HAProxy full job", "get", DIRECT, "haproxy", 0.65),
  ratio("authenticated GET, direct lane / Caddy plain proxy", "get", DIRECT, "caddy", 1.3),
  ratio("authenticated GET, direct lane / Fastify full job", "get", DIRECT, "fastify", 2.3),
  ratio("authenticated GET, direct lane / route lane", "get", DIRECT, ROUTE, 8),
  ratio("401 without token, direct lane / HAProxy", "unauthorized", DIRECT, "haproxy", 1.4),
  ratio("authenticated GET, route lane / bare route handler", "get", ROUTE, "bare-handler", 0.6),
  ratio("authenticated GET, with log and metrics / without", "get", DIRECT, QUIET, 0.88),
  ratio("authenticated GET, limits in Redis / in memory", "get", REDIS, DIRECT, 0.6),
  ratio(
    "cache hit, direct lane / HAProxy full job, authenticated GET",
    "cache-hit",
    DIRECT,
    { peer: "haproxy", caseName: "get" },
    1.2,
  ),
  ratio("cache hit, direct lane / nginx cache hit", "cache-hit", DIRECT, "nginx-cache", 0.55),
  ratio(
    "100 MB download, direct lane / Caddy",
    "download-100mb",
    DIRECT,
    "caddy",
    1,
    "mbPerSecond",
  ),
  limit("memory growth, 1 GB upload, direct lane", "upload-1gb", "growthMb", 64, "MB"),
  limit("memory growth, 1 GB download, direct lane", "download-1gb", "growthMb", 64, "MB"),
  limit("memory per open event stream, direct lane", "event-streams", "kbPerStream", 60, "KB"),
  {
    title: "p99 at 2,000 requests/s, direct lane over the bare upstream",
    atMost: 3,
    unit: " ms",
    measuredIn: (results) => {
      const through = figure(results, "fixed-rate", DIRECT, "p99Ms");
      const bare = figure(results, "fixed-rate", "upstream", "p99Ms");
      return through === null || bare === null ? null : through - bare;
    },
  },
];

/** Holds the results against what the gateway must reach. */
export function verdicts(results: Results): Verdict[] {
  return DEMANDS.map(({ title, atLeast, atMost, unit, measuredIn, byCpuTimeIn }) => {
    const value = measuredIn(results);
    const isReached =
      value === null
        ? null
        : value >= (atLeast ?? Number.NEGATIVE_INFINITY) &&
          value <= (atMost ?? Number.POSITIVE_INFINITY);
    const demand = atLeast === undefined ? `<= ${atMost}${unit}` : `>= ${atLeast}${unit}`;
    return { title, demand, value, byCpuTime: byCpuTimeIn?.(results) ?? null, isReached };
  });
}

function ratio(
  title: string,
  caseName: CaseName,
  peer: string,
  /** In the same case, unless it says another. */
  other: string | Subject,
  atLeast: number,
  name: FigureName = "requestsPerSecond",
): Demand {
  const own = { peer, caseName };
  const its = typeof other === "string" ? { peer: other, caseName } : other;
  const quotient = (results: Results, name: FigureName, upper: Subject, lower: Subject) => {
    const numerator = figure(results, upper.caseName, upper.peer, name);
    const denominator = figure(results, lower.caseName, lower.peer, name);
    return numerator === null || denominator === null ? null : numerator / denominator;
  };
  return {
    title,
    atLeast,
    unit: "",
    measuredIn: (results) => quotient(results, name, own, its),
    byCpuTimeIn: (results) => quotient(results, "cpuUsPerRequest", its, own),
  };
}

function limit(
  title: string,
  caseName: CaseName,
  name: FigureName,
  atMost: number,
  unit: string,
): Demand {
  return {
    title,
    atMost,
    unit: ` ${unit}`,
    measuredIn: (results) => figure(results, caseName, DIRECT, name),
  };
}
