import { setTimeout as pause } from "node:timers/promises";
import { Histogram } from "./histogram.ts";
import type { Client, Kind, Outcome } from "./traffic.ts";

/** How many came of a kind, and in what time. */
export type Tally = {
  sent: number;
  unexpected: number;
  readonly times: Histogram;
  /** Of those during which nothing was out of order. */
  readonly calmTimes: Histogram;
};

export type Load = {
  readonly tallies: ReadonlyMap<string, Tally>;
  /** The first unexpected outcomes, described. */
  readonly complaints: readonly string[];
  /** Requests that were due and not sent, because too many were waiting for their answers. */
  readonly unsent: number;
};

type Options = {
  readonly mix: readonly Kind[];
  readonly clients: readonly Client[];
  /** Whether what came of it may have, from when to when (`performance.now()`) it was on its way. */
  readonly isExpected: (kind: Kind, outcome: Outcome, from: number, until: number) => boolean;
  /** Whether nothing was out of order meanwhile. */
  readonly isCalm: (from: number, until: number) => boolean;
};

const TICK_MS = 5;
const WAITING_MAX = 1500;
const COMPLAINTS_MAX = 20;

/** Sends as fast as answers come, `concurrency` at a time. Gives the load and its rate per second. */
export async function sendAtCapacity(seconds: number, concurrency: number, options: Options) {
  const load = newLoad(options);
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  async function worker(): Promise<void> {
    while (performance.now() < until) await load.send();
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { ...load, unsent: 0, rate: load.sent() / ((performance.now() - startedAt) / 1000) };
}

/** Sends at a rate per second whatever comes back, until `stop`; then waits for what is on its way. */
export async function sendAtRate(rate: number, stop: AbortSignal, options: Options): Promise<Load> {
  const load = newLoad(options);
  const waiting = new Set<Promise<void>>();
  let due = 0;
  let unsent = 0;
  for (let last = performance.now(); !stop.aborted; ) {
    await pause(TICK_MS);
    const now = performance.now();
    due += ((now - last) * rate) / 1000;
    last = now;
    for (; due >= 1; due -= 1) {
      if (waiting.size >= WAITING_MAX) unsent += 1;
      else {
        const sent: Promise<void> = load.send().finally(() => waiting.delete(sent));
        waiting.add(sent);
      }
    }
  }
  await Promise.all(waiting);
  return { ...load, unsent };
}

function newLoad({ clients, isCalm, isExpected, mix }: Options) {
  const tallies = new Map(mix.map(({ name }) => [name, newTally()]));
  const complaints: string[] = [];
  const deck = mix.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  let sent = 0;
  const complain = (text: string) => {
    if (complaints.length < COMPLAINTS_MAX) complaints.push(text);
  };
  async function send(): Promise<void> {
    const kind = deck[Math.floor(Math.random() * deck.length)];
    const client = clients[sent % clients.length];
    const tally = tallies.get(kind?.name ?? "");
    if (kind === undefined || client === undefined || tally === undefined) return;
    sent += 1;
    const from = performance.now();
    const outcome = await kind.send(client);
    const until = performance.now();
    tally.sent += 1;
    if (outcome === null) return;
    tally.times.add(until - from);
    if (isCalm(from, until)) tally.calmTimes.add(until - from);
    if (isExpected(kind, outcome, from, until)) return;
    tally.unexpected += 1;
    const { bytes, status } = outcome;
    complain(`${kind.name}: ${status} with ${bytes} bytes after ${Math.round(until - from)} ms`);
  }
  return { tallies, complaints, send, sent: () => sent };
}

function newTally(): Tally {
  return { sent: 0, unexpected: 0, times: new Histogram(), calmTimes: new Histogram() };
}
