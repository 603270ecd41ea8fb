// Opens event streams, keeps them for a while, and prints what each adds to a server's memory.
import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { residentBytes } from "../process-stat.ts";

const [url = "", countText, pidText, secondsText, authorization = ""] = process.argv.slice(2);
const count = Number(countText);
const pid = Number(pidText);
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
const AT_ONCE = 50;
const OPEN_MS_MAX = 30_000;
const events = new Array<number>(count).fill(0);
let ended = 0;

function open(index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization, accept: "text/event-stream" } });
    request.once("error", reject);
    request.once("response", (response) => {
      if (response.statusCode !== 200) return reject(new Error(`got ${response.statusCode}`));
      response.on("data", () => {
        events[index] = (events[index] ?? 0) + 1;
        resolve();
      });
      response.once("close", () => {
        ended += 1;
      });
    });
  });
}

const tooLate = setTimeout(() => {
  const opened = events.filter((seen) => seen > 0).length;
  console.error(`after ${OPEN_MS_MAX / 1000} s only ${opened} of ${count} streams were open`);
  process.exit(1);
}, OPEN_MS_MAX);
const before = residentBytes(pid);
for (let index = 0; index < count; index += AT_ONCE) {
  const batch = Math.min(AT_ONCE, count - index);
  await Promise.all(Array.from({ length: batch }, (_, offset) => open(index + offset)));
}
clearTimeout(tooLate);
await sleep(Number(secondsText) * 1000);
const bytesPerStream = (residentBytes(pid) - before) / count;
const silent = events.filter((seen) => seen < 2).length;
process.stdout.write(`${JSON.stringify({ bytesPerStream, silent, ended })}\n`, () => {
  process.exit();
});
