import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Agent } from "undici";
import { type App, startApp } from "#tests/support/app.ts";
import { setup as build } from "#tests/support/build.ts";
import { startRedis } from "#tests/support/redis.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startFaults, type Troubles } from "./soak/faults.ts";
import { growthOf, type Sample } from "./soak/growth.ts";
import { type LiveMemory, liveMemory } from "./soak/live-memory.ts";
import { sendAtCapacity, sendAtRate } from "./soak/load.ts";
import { openSockets, residentBytes } from "./soak/process-figures.ts";
import { type Findings, report } from "./soak/report.ts";
import { startService } from "./soak/services.ts";
import { type Client, type Kind, MIX, type Outcome, ROUTES } from "./soak/traffic.ts";

/**
 * `npm run soak -- --minutes 10`: everyday traffic at 70% of what this machine can do, while services
 * and Redis are killed, restarted and slowed. Ends with 1 when anything came back that should not
 * have, memory grew, or sockets stayed open. `APP_IS_BUILT=1` takes the build that is there.
 */

const SHARE = 0.7;
const WARM_UP_SECONDS = 10;
const MEASURED_SECONDS = 10;
const CONCURRENCY = 32;
const CLIENTS = 8;
const LOOK_MS = 1000;
// Of memory, in a run of any length.
const SAMPLES = 60;
// Of a run's time: caches fill, and code is compiled.
const SETTLING_SHARE = 0.3;
const CLOSING_MS_MAX = 20_000;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
process.exitCode = (await soak(Number(values.minutes))) ? 0 : 1;

async function soak(minutes: number): Promise<boolean> {
  if (!(minutes > 0)) throw new Error("--minutes takes a number above 0");
  if (process.env["APP_IS_BUILT"] !== "1") build();
  const [first, second, lone, events] = await Promise.all([
    ...[startService(), startService()],
    ...[startService(), startService()],
  ]);
  const redis = await startRedis();
  if (!first || !second || !lone || !events) throw new Error("a service is missing");
  const app = await startApp({
    lane: "direct",
    routes: routesFile({ routes: ROUTES }),
    env: {
      ...{ LONE: lone.url, EVENTS: events.url, REDIS_URL: redis.url, LOG_LEVEL: "warn" },
      ...{ UPSTREAM: `${first.url},${second.url}`, NODE_OPTIONS: "--inspect=127.0.0.1:0" },
    },
  });
  const [, inspector = ""] = await app.outputMatching(/Debugger listening on (ws:\S+)/);
  const memory = await liveMemory(inspector);
  try {
    return await runAgainst({ app, memory }, minutes, { pair: [first, second], lone, redis });
  } finally {
    memory.close();
    await app.stop();
    await redis.kill();
    await Promise.all([first, second, lone, events].map((service) => service.kill()));
  }
}

async function runAgainst(
  { app, memory }: { readonly app: App; readonly memory: LiveMemory },
  minutes: number,
  subjects: Parameters<typeof startFaults>[0],
): Promise<boolean> {
  const pid = app.process.pid ?? 0;
  const socketsBefore = openSockets(pid);
  const dispatcher = new Agent({ connections: 256, headersTimeout: 0, bodyTimeout: 0 });
  const clients = await clientsOf(app.url, dispatcher);
  const calm = {
    mix: MIX,
    clients,
    isExpected: (kind: Kind, outcome: Outcome) => kind.isGood(outcome),
    isCalm: () => true,
  };

  await sendAtCapacity(WARM_UP_SECONDS, CONCURRENCY, calm);
  const capacity = await sendAtCapacity(MEASURED_SECONDS, CONCURRENCY, calm);
  say(`capacity ${Math.round(capacity.rate)} requests/s; ${minutes} min at ${SHARE * 100}% of it`);

  const faults = startFaults(subjects, say);
  const residentBefore = residentBytes(pid);
  const sampling = sampleMemory(memory, (minutes * 60_000) / SAMPLES);
  const { isCalm } = faults.troubles;
  const isExpected = expecting(faults.troubles);
  const stop = AbortSignal.timeout(minutes * 60_000);
  const load = await sendAtRate(capacity.rate * SHARE, stop, {
    mix: MIX,
    clients,
    isExpected,
    isCalm,
  });
  const samples = sampling.stop();
  await faults.stop();
  await dispatcher.destroy();

  const findings: Findings = {
    ...{ capacity, load, socketsBefore },
    growth: growthOf(samples.slice(Math.floor(samples.length * SETTLING_SHARE))),
    memory: samples,
    resident: [residentBefore, residentBytes(pid)],
    socketsAfter: await socketsOnceClosed(pid, socketsBefore),
    inFlightAfter: await inFlightOf(app.url),
  };
  const { isGood, text } = report(findings);
  console.log(text);
  return isGood;
}

function expecting(troubles: Troubles) {
  return (kind: Kind, outcome: Outcome, from: number, until: number): boolean => {
    if (kind.isGood(outcome)) return true;
    const { trouble } = kind;
    if (trouble === undefined || !trouble.statuses.includes(outcome.status)) return false;
    return troubles.overlap(trouble.of, from, until);
  };
}

async function clientsOf(url: string, dispatcher: Agent): Promise<Client[]> {
  const orgs = Array.from({ length: CLIENTS }, (_, index) => index);
  return Promise.all(
    orgs.map(async (index) => {
      const claims = { org_id: `org-${index}`, user_id: `user-${index}` };
      return { url, dispatcher, headers: await bearer({ claims }) };
    }),
  );
}

function sampleMemory(memory: LiveMemory, everyMs: number) {
  const samples: Sample[] = [];
  async function sample(): Promise<void> {
    const bytes = await memory.bytes();
    samples.push({ at: performance.now() / 1000, bytes });
  }
  const timer = setInterval(() => void sample(), everyMs);
  return {
    stop() {
      clearInterval(timer);
      return samples;
    },
  };
}

// Connections to services are kept for a few seconds.
async function socketsOnceClosed(pid: number, before: number): Promise<number> {
  const until = performance.now() + CLOSING_MS_MAX;
  while (openSockets(pid) > before && performance.now() < until) await pause(LOOK_MS);
  return openSockets(pid);
}

async function inFlightOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counts = [
    ...metrics.matchAll(/^gateway_(?:requests|upstream)_in_flight(?:\{.*\})? (\d+)$/gm),
  ];
  if (counts.length === 0) throw new Error("the metrics say nothing of requests in flight");
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

function say(line: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);
}
