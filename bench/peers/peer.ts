import type { CaseName } from "../cases/names.ts";
import type { Program } from "../machine.ts";
import type { Server } from "../processes.ts";

export type Place = {
  readonly port: number;
  /** Where it may write its configuration and temporary files. */
  readonly directory: string;
  /** The upstream that plain answers come from; it runs already. */
  readonly upstream: Server;
};

/** Something that is measured beside the gateway. */
export type Peer = {
  readonly name: string;
  readonly title: string;
  /**
   * What it does for a request: the gateway's whole job, forwarding alone, answering from a cache,
   * or answering a constant.
   */
  readonly job: "full" | "proxy" | "cache" | "constant";
  readonly cases: readonly CaseName[];
  /** Programs of the system without which it is left out. */
  readonly needs: readonly Program[];
  /** The path it is asked for instead of the workload's. */
  readonly path?: string;
  /** Says after a measurement why it does not count, or null. */
  readonly faultAfter?: (server: Server) => Promise<string | null>;
  start(place: Place): Promise<Server>;
};
