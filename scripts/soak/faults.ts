import { setTimeout as pause } from "node:timers/promises";
import type { RedisServer } from "#tests/support/redis.ts";
import type { Service } from "./services.ts";

/** What may be out of order: one of two servers of an upstream, the only one of another, Redis. */
export type Trouble = "pair" | "lone" | "slow" | "redis";

/** Whether, at any time between two moments (`performance.now()`), something was out of order. */
export type Troubles = {
  overlap(trouble: Trouble, from: number, until: number): boolean;
  isCalm(from: number, until: number): boolean;
};

type Subjects = {
  readonly pair: readonly [Service, Service];
  readonly lone: Service;
  readonly redis: RedisServer;
};

type Step = { readonly atSeconds: number; readonly what: string; readonly act: () => unknown };
type Window = { readonly trouble: Trouble; readonly from: number; until: number };

/** Seconds that one round of faults takes. */
const ROUND_SECONDS = 60;
const SLOW_MS = 250;
// Ejected servers and open circuits come back within these.
const AFTERMATH_MS = { pair: 1000, lone: 8000, slow: 1000, redis: 2000 } as const;

/**
 * Runs the faults round after round until it is told to stop, and remembers when what was wrong.
 * What is killed, frozen or slow then stays so.
 */
export function startFaults(subjects: Subjects, log: (line: string) => void) {
  const windows: Window[] = [];
  const begin = (trouble: Trouble) =>
    windows.push({ trouble, from: performance.now(), until: Number.POSITIVE_INFINITY });
  const end = (trouble: Trouble) => {
    const window = windows.findLast((one) => one.trouble === trouble);
    if (window !== undefined) window.until = performance.now() + AFTERMATH_MS[trouble];
  };
  const stopping = new AbortController();
  const done = rounds(stepsOf(subjects, begin, end), stopping.signal, log);
  const troubles: Troubles = {
    overlap: (trouble, from, until) =>
      windows.some((one) => one.trouble === trouble && one.from <= until && from <= one.until),
    isCalm: (from, until) => !windows.some((one) => one.from <= until && from <= one.until),
  };
  return {
    troubles,
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

function stepsOf(
  { lone, pair, redis }: Subjects,
  begin: (trouble: Trouble) => void,
  end: (trouble: Trouble) => void,
): readonly Step[] {
  const [first, second] = pair;
  return [
    {
      atSeconds: 5,
      what: "one of two servers killed",
      act: () => {
        begin("pair");
        return first.kill();
      },
    },
    {
      atSeconds: 8,
      what: "Redis killed",
      act: () => {
        begin("redis");
        return redis.kill();
      },
    },
    {
      atSeconds: 12,
      what: "Redis restarted",
      act: () => redis.restart().then(() => end("redis")),
    },
    {
      atSeconds: 15,
      what: "the server restarted",
      act: () => first.restart().then(() => end("pair")),
    },
    {
      atSeconds: 20,
      what: "an only server killed",
      act: () => {
        begin("lone");
        return lone.kill();
      },
    },
    {
      atSeconds: 30,
      what: "the only server restarted",
      act: () => lone.restart().then(() => end("lone")),
    },
    {
      atSeconds: 42,
      what: "one of two servers slowed, Redis frozen",
      act: () => {
        for (const trouble of ["slow", "redis"] as const) begin(trouble);
        second.slow(SLOW_MS);
        redis.freeze();
      },
    },
    {
      atSeconds: 46,
      what: "both as fast as before",
      act: () => {
        second.slow(0);
        redis.thaw();
        for (const trouble of ["slow", "redis"] as const) end(trouble);
      },
    },
  ];
}

async function rounds(steps: readonly Step[], stop: AbortSignal, log: (line: string) => void) {
  for (let startedAt = performance.now(); ; startedAt += ROUND_SECONDS * 1000) {
    for (const { act, atSeconds, what } of steps) {
      if (!(await waited(startedAt + atSeconds * 1000 - performance.now(), stop))) return;
      log(what);
      await act();
    }
  }
}

async function waited(ms: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return false;
  return pause(Math.max(0, ms), true, { signal: stop }).catch(() => false);
}
