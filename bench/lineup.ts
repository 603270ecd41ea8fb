import { hasProgram } from "./machine.ts";
import type { Peer } from "./peers/peer.ts";
import { PORTS } from "./ports.ts";
import type { Server } from "./processes.ts";
import type { Upstreams } from "./upstreams/start.ts";
import { verifyPeer } from "./verify-peer.ts";

/** The peers' servers. All run all the time: idle ones cost nothing. */
export type Lineup = {
  /** Why a peer does not take part, by its name. */
  readonly omitted: ReadonlyMap<string, string>;
  serverOf(peer: Peer): Server;
  /** One more server of that peer, which the caller stops. */
  startAnother(peer: Peer): Promise<Server>;
  stop(): Promise<void>;
};

/** Starts the peers and makes sure that each does its job. Never throws for a peer's sake. */
export async function startLineup(
  peers: readonly Peer[],
  {
    directory,
    upstreams,
    authorization,
  }: {
    readonly directory: string;
    readonly upstreams: Upstreams;
    readonly authorization: string;
  },
): Promise<Lineup> {
  const servers = new Map<string, Server>();
  const omitted = new Map<string, string>();
  let port = PORTS.firstPeer;
  const start = (peer: Peer) => peer.start({ port: port++, directory, upstream: upstreams.fast });

  for (const peer of peers) {
    const missing = peer.needs.filter((program) => !hasProgram(program));
    try {
      if (missing.length > 0) throw new Error(`${missing.join(", ")} cannot be installed here`);
      const server = await start(peer);
      servers.set(peer.name, server);
      const fault = await verifyPeer(peer, server, authorization);
      if (fault !== null) throw new Error(fault);
    } catch (error) {
      omitted.set(peer.name, error instanceof Error ? error.message : String(error));
      console.log(`Left out: ${peer.name}: ${omitted.get(peer.name)}`);
    }
  }
  return {
    omitted,
    serverOf(peer) {
      const server = servers.get(peer.name);
      if (server === undefined) throw new Error(`${peer.name} does not run`);
      return server;
    },
    startAnother: start,
    async stop() {
      await Promise.all([...servers.values()].map((server) => server.stop()));
    },
  };
}
