import { parseArgs } from "node:util";
import { setup as buildApp } from "#tests/support/build.ts";
import { LANES } from "#tests/support/lanes.ts";
import { type Reference, startReference } from "./reference.ts";
import { type Case, caseOf } from "./requests.ts";
import { startTarget, type Target } from "./target.ts";

const AT_ONCE = 12;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    /** One case alone, as a breach names it. */
    case: { type: "string" },
  },
});
const seed = Number(values.seed);
const only = values.case === undefined ? null : Number(values.case);

console.log(`seed ${seed}, ${only === null ? `${values.seconds} s` : `case ${only}`}`);
if (process.env["APP_IS_BUILT"] !== "1") buildApp();
const reference = await startReference();
const targets = await Promise.all(LANES.map(startTarget));
const statuses = new Map<string, number>();
const breaches: string[] = [];
let next = only ?? 0;

const until = performance.now() + Number(values.seconds) * 1000;
await Promise.all(Array.from({ length: only === null ? AT_ONCE : 1 }, () => work(reference)));
for (const target of targets)
  for (const breach of await target.close()) breaches.push(`${target.lane} lane: ${breach}`);
reference.close();

const tried = only === null ? next : 1;
console.log(`${tried} cases, each in ${targets.length} lanes`);
for (const [status, count] of [...statuses].toSorted()) console.log(`  ${status}: ${count}`);
for (const breach of breaches) console.error(breach);
process.exitCode = breaches.length === 0 ? 0 : 1;

async function work(reference: Reference): Promise<void> {
  do {
    const test = caseOf(seed, next);
    next += 1;
    for (const target of targets) await tryCase(test, target, reference);
  } while (only === null && breaches.length === 0 && performance.now() < until);
}

async function tryCase(test: Case, target: Target, reference: Reference): Promise<void> {
  const { answers, breaches: found } = await target.judge(test, reference);
  const outcome = answers[0] === undefined ? "closed" : String(answers[0].status);
  const key = `${target.lane} ${outcome}`;
  statuses.set(key, (statuses.get(key) ?? 0) + 1);
  if (found.length === 0) return;
  breaches.push(
    [
      `${target.lane} lane, seed ${seed}, case ${test.index}: ${found.join("; ")}`,
      `  again: npm run fuzz -- --seed ${seed} --case ${test.index}`,
      `  bytes: ${JSON.stringify(test.bytes.toString("latin1"))}`,
      `  answer: ${JSON.stringify(answers[0]?.text.slice(0, 300) ?? null)}`,
    ].join("\n"),
  );
}
