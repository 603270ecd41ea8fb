import type { Case, Figures, Subject } from "./cases/case.ts";
import { warmUp } from "./cases/warm-up.ts";
import type { Lineup } from "./lineup.ts";
import type { Options } from "./options.ts";
import { type Measured, measured, omitted } from "./results.ts";

const FRESH_ROUNDS_MAX = 3;
// Before each measurement, unmeasured: a server that has rested while the others worked begins with
// some of its code compiled anew, since V8 drops what was made for connections that have closed.
const LEAD_IN_SECONDS = 2;

/**
 * Measures one case: every peer once, then every peer again, so that whatever else the machine does
 * meets all alike. A peer that fails is left out of the rest.
 */
export async function runCase(
  benchCase: Case,
  lineup: Lineup,
  authorization: string,
  options: Options,
  /** Names of the peers that have been at work for long enough; grows. */
  warm: Set<string>,
): Promise<Map<string, Measured>> {
  const { seconds, serverWarmupSeconds, warmupSeconds } = options;
  const rounds = benchCase.wantsFreshServer
    ? Math.min(options.rounds, FRESH_ROUNDS_MAX)
    : options.rounds;
  const figures = new Map<string, Figures[]>();
  const reasons = new Map(lineup.omitted);
  const peers = options.peers.filter((peer) => peer.cases.includes(benchCase.name));

  async function attempt(name: string, work: () => Promise<void>): Promise<void> {
    if (reasons.has(name)) return;
    try {
      await work();
    } catch (error) {
      reasons.set(name, error instanceof Error ? error.message : String(error));
    }
  }

  console.log(`\n${benchCase.title}`);
  for (const peer of peers) {
    await attempt(peer.name, async () => {
      if (benchCase.wantsFreshServer) return;
      const subject = { peer, server: lineup.serverOf(peer), authorization, seconds };
      // Just-in-time compilers go on improving hot code for a quarter of a minute.
      if (!warm.has(peer.name)) await warmUp(subject, serverWarmupSeconds);
      warm.add(peer.name);
      const obstacle = await benchCase.obstacle(subject);
      if (obstacle !== null) throw new Error(obstacle);
      await benchCase.measure({ ...subject, seconds: warmupSeconds });
    });
  }
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peers) {
      await attempt(peer.name, async () => {
        const found = await measureOnce(benchCase, lineup, { peer, authorization, seconds });
        figures.set(peer.name, [...(figures.get(peer.name) ?? []), found]);
        progress(benchCase, round, peer.name, found);
      });
    }
  }
  return new Map(
    peers.map(({ name }) => {
      const reason = reasons.get(name);
      return [name, reason === undefined ? measured(figures.get(name) ?? []) : omitted(reason)];
    }),
  );
}

async function measureOnce(
  benchCase: Case,
  lineup: Lineup,
  subject: Omit<Subject, "server">,
): Promise<Figures> {
  if (!benchCase.wantsFreshServer) {
    const rested = { ...subject, server: lineup.serverOf(subject.peer) };
    await benchCase.measure({ ...rested, seconds: LEAD_IN_SECONDS });
    return measureChecked(benchCase, rested);
  }
  const server = await lineup.startAnother(subject.peer);
  try {
    return await measureChecked(benchCase, { ...subject, server });
  } finally {
    await server.stop();
  }
}

async function measureChecked(benchCase: Case, subject: Subject): Promise<Figures> {
  const figures = await benchCase.measure(subject);
  const fault = (await subject.peer.faultAfter?.(subject.server)) ?? null;
  if (fault !== null) throw new Error(fault);
  return figures;
}

function progress({ compared }: Case, round: number, peer: string, figures: Figures): void {
  console.log(`  round ${round}  ${peer.padEnd(16)} ${figures[compared]?.toFixed(2)} ${compared}`);
}
