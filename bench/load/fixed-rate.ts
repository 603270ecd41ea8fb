// Sends requests at a fixed rate, whatever the answers do, and prints the percentiles of the time
// from when each was due to the end of its answer: a late one delays none and hides none.
import { performance } from "node:perf_hooks";
import { Pool } from "undici";

const [url = "", rateText, secondsText, warmupText, authorization = ""] = process.argv.slice(2);
const ratePerMs = Number(rateText) / 1000;
const measuredMs = Number(secondsText) * 1000;
const warmupMs = Number(warmupText) * 1000;
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: 256, pipelining: 1 });
const headers = authorization === "" ? {} : { authorization };

const latenciesMs: number[] = [];
let failed = 0;
let open = 0;
let sent = 0;
const startedAt = performance.now();

async function send(dueAt: number): Promise<void> {
  open += 1;
  try {
    const { statusCode, body } = await pool.request({ path: pathname, method: "GET", headers });
    for await (const _ of body);
    if (statusCode !== 200) failed += 1;
  } catch {
    failed += 1;
  }
  open -= 1;
  if (dueAt - startedAt >= warmupMs) latenciesMs.push(performance.now() - dueAt);
}

// A group of requests is due at each whole millisecond; a timer that fires late is made up for.
const timer = setInterval(() => {
  const elapsedMs = Math.floor(performance.now() - startedAt);
  const dueNow = Math.floor(Math.min(elapsedMs, warmupMs + measuredMs) * ratePerMs);
  for (; sent < dueNow; sent++) void send(startedAt + Math.floor(sent / ratePerMs) + 1);
  if (elapsedMs >= warmupMs + measuredMs) {
    clearInterval(timer);
    void finish();
  }
}, 1);

async function finish(): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (open > 0 && performance.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)] ?? 0;
  const result = { requests: latenciesMs.length, p50Ms: at(0.5), p99Ms: at(0.99), failed, open };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
}
