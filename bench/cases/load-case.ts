import { generateLoad, type Load, type LoadResult } from "../load/load.ts";
import { cpuMs, residentBytes } from "../process-stat.ts";
import { type Case, type FigureName, type Figures, noObstacle, type Subject } from "./case.ts";
import type { CaseName } from "./names.ts";

const RATES: readonly FigureName[] = ["requestsPerSecond", "p50Ms", "p99Ms"];
const COSTS: readonly FigureName[] = ["cpuUsPerRequest", "cpuBusy", "residentMb"];

type Options = {
  readonly name: CaseName;
  readonly title: string;
  readonly path: string;
  readonly method?: Load["method"];
  readonly body?: string;
  readonly isRefused?: boolean;
  readonly connections?: number;
  /** Of a body so large that answers are counted by their bytes. */
  readonly bodyBytes?: number;
  readonly obstacle?: Case["obstacle"];
};

/** A case that saturates the server's core with one kind of request. */
export function loadCase(options: Options): Case {
  const { name, title, bodyBytes, obstacle = noObstacle } = options;
  return {
    name,
    title,
    columns: bodyBytes === undefined ? [...RATES, ...COSTS] : ["mbPerSecond", ...COSTS],
    compared: bodyBytes === undefined ? "requestsPerSecond" : "mbPerSecond",
    wantsFreshServer: false,
    obstacle,
    measure: (subject) => measureLoad(options, subject),
  };
}

async function measureLoad(options: Options, subject: Subject): Promise<Figures> {
  const { pid } = subject.server;
  const cpuBefore = cpuMs(pid);
  const result = await generateLoad(loadFor(options, subject));
  const cpuUsed = cpuMs(pid) - cpuBefore;
  assertAnswered(options, result);
  const answers =
    options.bodyBytes === undefined ? result.requests : result.bytes / options.bodyBytes;
  return {
    requestsPerSecond: answers / result.seconds,
    mbPerSecond: result.bytes / 1e6 / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuUsPerRequest: (cpuUsed * 1000) / answers,
    cpuBusy: cpuUsed / 1000 / result.seconds,
    residentMb: residentBytes(pid) / 1e6,
  };
}

function loadFor(options: Options, { authorization, peer, seconds, server }: Subject): Load {
  return {
    url: server.url + (peer.path ?? options.path),
    method: options.method ?? "GET",
    body: options.body ?? "",
    authorization: options.isRefused === true ? "" : authorization,
    connections: options.connections ?? 64,
    seconds,
  };
}

function assertAnswered({ isRefused = false }: Options, result: LoadResult): void {
  const { broken, refused, requests } = result;
  const unexpected = isRefused ? requests - refused : refused;
  if (broken > 0 || unexpected > 0) {
    throw new Error(
      `${unexpected} of ${requests} answers unexpected, ${broken} connections broken`,
    );
  }
}
