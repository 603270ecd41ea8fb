import { hasProgram } from "../machine.ts";
import { loadByAutocannon } from "./autocannon.ts";
import { loadByWrk } from "./wrk.ts";

export type Load = {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly body: string;
  /** `Authorization`, or empty for none. */
  readonly authorization: string;
  readonly connections: number;
  readonly seconds: number;
};

/** What a generator saw in one run. `refused` counts answers of 400 and above. */
export type LoadResult = {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refused: number;
  /** Connections that failed, and answers that never came. */
  readonly broken: number;
};

let generator: ((load: Load) => Promise<LoadResult>) | null = null;

/** Sends as many requests as the connections can carry, each when the one before was answered. */
export function generateLoad(load: Load): Promise<LoadResult> {
  generator ??= hasProgram("wrk") ? loadByWrk : loadByAutocannon;
  return generator(load);
}
