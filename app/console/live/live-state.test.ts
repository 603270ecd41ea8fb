import { expect, test } from "vitest";
import type { Step } from "#lib/gateway/observation/report.ts";
import type { DecisionRow, Hello, Tick } from "../feed/messages.ts";
import { afterEvent, type Live, UNHEARD } from "./live-state.ts";

const nothing = {
  ...{ requests: 0, statusClasses: [0, 0, 0, 0, 0], cacheHits: 0, cacheMisses: 0, limited: 0 },
  ...{ p50: null, p95: null, p99: null },
};

const step = (at: number, requests = 1): Step => ({ ...nothing, at, requests });

const row = (number: number): DecisionRow => ({
  ...{ number, at: number, requestId: `req-${number}`, method: "GET", path: "/", route: null },
  ...{ status: 200, code: null, durationMs: 1, orgId: null, who: null, cache: null },
});

const tick = (now: number, steps: readonly Step[]): Tick => ({
  ...{ now, steps, minute: nothing, span: nothing, routes: [], upstreams: [] },
  health: null,
});

function hello(changes: Partial<Hello>): Hello {
  const replica = { id: "one", host: "web", pid: 1, startedAt: 0, lane: "direct" } as const;
  const fixed = { replica, sight: "all", orgId: "acme", stepMs: 5000, spanMs: 60_000 } as const;
  return { ...tick(100_000, []), ...fixed, decisions: [], ...changes };
}

const told = (live: Live, ...events: readonly Parameters<typeof afterEvent>[1][]): Live =>
  events.reduce(afterEvent, live);

test("a running step is replaced, older ones stay until the span has passed over them", () => {
  const live = told(
    UNHEARD,
    { kind: "told", name: "hello", data: hello({ steps: [step(90_000), step(95_000)] }) },
    { kind: "told", name: "tick", data: tick(101_000, [step(95_000, 7), step(100_000, 2)]) },
  );
  const later = told(live, { kind: "told", name: "tick", data: tick(152_000, []) });

  expect(live.steps.map(({ at, requests }) => [at, requests])).toEqual([
    [90_000, 1],
    [95_000, 7],
    [100_000, 2],
  ]);
  expect(later.steps.map(({ at }) => at)).toEqual([95_000, 100_000]);
});

test("the newest decisions come first, at most 500 of them", () => {
  const live = told(
    UNHEARD,
    { kind: "told", name: "hello", data: hello({ decisions: [row(1), row(2)] }) },
    { kind: "told", name: "news", data: { rows: [row(3), row(9)], skipped: 5 } },
  );
  const rows = Array.from({ length: 499 }, (_, index) => row(10 + index));
  const full = told(live, { kind: "told", name: "news", data: { rows, skipped: 1 } });

  expect(live.decisions.map(({ number }) => number)).toEqual([9, 3, 2, 1]);
  expect(full.decisions).toHaveLength(500);
  expect(full.decisions.at(-1)?.number).toBe(9);
  expect(full.skipped).toBe(6);
});

test("what was known stays on show while the link is broken, and goes with the next process", () => {
  const live = told(UNHEARD, {
    ...{ kind: "told", name: "hello" },
    data: hello({ steps: [step(90_000)], decisions: [row(7)] }),
  });
  const lost = told(live, { kind: "lost", why: "gone" });
  const replica = { ...hello({}).replica, id: "two" };
  const back = told(lost, { kind: "told", name: "hello", data: hello({ replica }) });

  expect(lost.link).toEqual({ kind: "reconnecting", why: "gone" });
  expect(lost.decisions).toHaveLength(1);
  expect(back).toMatchObject({ link: { kind: "live" }, restarts: 1, steps: [], decisions: [] });
});

test("the same process met again is no restart", () => {
  const again = told(
    UNHEARD,
    { kind: "told", name: "hello", data: hello({}) },
    { kind: "lost", why: "gone" },
    { kind: "told", name: "hello", data: hello({}) },
  );

  expect(again.restarts).toBe(0);
});
