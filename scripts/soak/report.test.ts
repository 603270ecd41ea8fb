import { expect, test } from "vitest";
import { Histogram } from "./histogram.ts";
import { type Findings, report } from "./report.ts";

const load = {
  tallies: new Map([["get", tally(0)]]),
  complaints: [],
  unsent: 0,
};
const well: Findings = {
  ...{ capacity: { ...load, rate: 1000 }, load, growth: 0.05, memory: [] },
  ...{ socketsBefore: 9, socketsAfter: 9, inFlightAfter: 0, resident: [1, 2] },
};

test("is good when all is well", () => {
  const { isGood, text } = report(well);

  expect(isGood).toBe(true);
  expect(text).not.toContain("BAD");
});

test.each<[string, Partial<Findings>]>([
  ["unexpected answers", { load: { ...load, tallies: new Map([["get", tally(1)]]) } }],
  ["could not be sent", { load: { ...load, unsent: 1 } }],
  ["memory", { growth: 0.051 }],
  ["memory", { growth: Number.NaN }],
  ["open sockets", { socketsAfter: 10 }],
  ["still counts", { inFlightAfter: 1 }],
])("is bad, and says so, for %s", (what, changes) => {
  const { isGood, text } = report({ ...well, ...changes });

  expect(isGood).toBe(false);
  expect(text).toMatch(new RegExp(`^BAD .*${what}`, "m"));
  expect(text.match(/^BAD/gm)).toHaveLength(1);
});

function tally(unexpected: number) {
  return { sent: 10, unexpected, times: new Histogram(), calmTimes: new Histogram() };
}
