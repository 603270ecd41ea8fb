import type { Peer } from "../peers/peer.ts";
import type { Server } from "../processes.ts";
import type { CaseName } from "./names.ts";

/** One server and who asks it. */
export type Subject = {
  readonly peer: Peer;
  readonly server: Server;
  readonly authorization: string;
  /** How long a measurement under load takes. */
  readonly seconds: number;
};

/** What can be measured; which of them a case gives, its columns say. */
export type FigureName =
  | "requestsPerSecond"
  | "mbPerSecond"
  | "p50Ms"
  | "p99Ms"
  | "cpuUsPerRequest"
  | "cpuBusy"
  | "residentMb"
  | "growthMb"
  | "kbPerStream";
export type Figures = Readonly<Partial<Record<FigureName, number>>>;

export type Case = {
  readonly name: CaseName;
  readonly title: string;
  readonly columns: readonly FigureName[];
  /** The figure by which peers are compared; of memory and times less is better, but the ratio stays. */
  readonly compared: FigureName;
  /** Whether each measurement begins with a server that was just started. */
  readonly wantsFreshServer: boolean;
  /** Why a peer cannot be measured although it should be able to, or null. */
  obstacle(subject: Subject): Promise<string | null>;
  /** Throws when the server did not do what was asked of it. */
  measure(subject: Subject): Promise<Figures>;
};

export const noObstacle: Case["obstacle"] = async () => null;
