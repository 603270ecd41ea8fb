import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventSource, type Teller } from "./event-source.ts";
import type { Farewell, Hello, Tick } from "./messages.ts";

const nothing = {
  ...{ requests: 0, statusClasses: [], cacheHits: 0, cacheMisses: 0, limited: 0 },
  ...{ p50: null, p95: null, p99: null },
};
const tick: Tick = {
  ...{ now: 1, steps: [], minute: nothing, span: nothing, routes: [], upstreams: [] },
  health: null,
};
const hello: Hello = {
  ...tick,
  ...{ replica: { id: "r", host: "h", pid: 1, startedAt: 0, lane: "direct" }, sight: "all" },
  ...{ orgId: "acme", stepMs: 1, spanMs: 1, decisions: [] },
};

let drain = (): void => {};
let isListening = false;
let why: Farewell["why"] | null = null;

const teller: Teller = {
  begin: () => [["hello", hello]],
  everySecond: () => [["tick", tick]],
  mustEnd: () => why,
  onDrain(listener) {
    drain = listener;
    isListening = true;
    return () => {
      isListening = false;
    };
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  why = null;
});

afterEach(() => {
  vi.useRealTimers();
});

function reading(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? null : decoder.decode(value).split("\n", 1)[0];
    },
    leave: () => reader.cancel(),
  };
}

test("greets at once, then tells every second", async () => {
  const { leave, next } = reading(eventSource(teller));

  expect(await next()).toBe("event: hello");
  vi.advanceTimersByTime(1000);
  expect(await next()).toBe("event: tick");
  await leave();
});

test("says goodbye and ends when the process drains", async () => {
  const { next } = reading(eventSource(teller));
  await next();

  drain();

  expect(await next()).toBe("event: bye");
  expect(await next()).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
  expect(isListening).toBe(false);
});

test("ends within a second when the session has", async () => {
  const { next } = reading(eventSource(teller));
  await next();

  why = "session";
  vi.advanceTimersByTime(1000);

  expect(await next()).toBe("event: bye");
  expect(await next()).toBeNull();
});

test("nothing runs on for a reader who has left", async () => {
  const { leave, next } = reading(eventSource(teller));
  await next();

  await leave();

  expect(vi.getTimerCount()).toBe(0);
  expect(isListening).toBe(false);
});

test("does not pile up for a reader who takes nothing", async () => {
  const told = vi.fn(teller.everySecond);
  const { leave } = reading(eventSource({ ...teller, everySecond: told }));

  vi.advanceTimersByTime(600_000);

  expect(told.mock.calls.length).toBeLessThan(40);
  await leave();
});
