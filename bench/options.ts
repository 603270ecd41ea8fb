import { parseArgs } from "node:util";
import { CASES } from "./cases/all.ts";
import type { Case } from "./cases/case.ts";
import { PEERS } from "./peers/all.ts";
import type { Peer } from "./peers/peer.ts";

export type Options = {
  readonly isMicro: boolean;
  readonly isBuilding: boolean;
  readonly rounds: number;
  /** Length of one measurement under load. */
  readonly seconds: number;
  /** Of a server, once, before its first case. */
  readonly serverWarmupSeconds: number;
  /** Of a case, per server. */
  readonly warmupSeconds: number;
  readonly cases: readonly Case[];
  readonly peers: readonly Peer[];
};

const QUICK = { rounds: 2, seconds: 2, serverWarmupSeconds: 5, warmupSeconds: 1 };
const FULL = { rounds: 5, seconds: 5, serverWarmupSeconds: 20, warmupSeconds: 3 };

export const USAGE = `npm run bench -- [options]       gateway and peers side by side
npm run bench -- micro           the cost of each stage
  --quick          2 rounds of 2 s instead of 5 rounds of 5 s
  --rounds N       --seconds N
  --only A,B,...   these cases and peers alone
  --no-build       with the builds that are there
  cases: ${CASES.map(({ name }) => name).join(", ")}
  peers: ${PEERS.map(({ name }) => name).join(", ")}`;

/** Reads the command line. Throws with a message for people when it cannot be followed. */
export function readOptions(args: readonly string[]): Options {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      seconds: { type: "string" },
      only: { type: "string", default: "" },
      "no-build": { type: "boolean", default: false },
    },
  });
  const { rounds, seconds, serverWarmupSeconds, warmupSeconds } = values.quick ? QUICK : FULL;
  const only = values.only.split(",").filter((name) => name !== "");
  return {
    isMicro: positionals.includes("micro"),
    isBuilding: !values["no-build"],
    rounds: count(values.rounds, rounds),
    seconds: count(values.seconds, seconds),
    serverWarmupSeconds,
    warmupSeconds,
    ...selection(only),
  };
}

function count(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${text} is no number of rounds or seconds`);
  return Number(text);
}

function selection(only: readonly string[]): Pick<Options, "cases" | "peers"> {
  const cases = CASES.filter(({ name }) => only.includes(name));
  const peers = PEERS.filter(({ name }) => only.includes(name));
  const known = new Set<string>([...cases, ...peers].map(({ name }) => name));
  const unknown = only.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`no case or peer is called ${unknown.join(", ")}`);
  return {
    cases: cases.length > 0 ? cases : CASES,
    peers: peers.length > 0 ? peers : PEERS,
  };
}
