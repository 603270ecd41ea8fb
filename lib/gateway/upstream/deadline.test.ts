import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Deadline } from "./deadline.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("passes when a wait lasts too long, and not before", () => {
  const { deadline, passed } = watched(100);

  deadline.start();
  vi.advanceTimersByTime(99);
  const early = passed.mock.calls.length;
  vi.advanceTimersByTime(1);

  expect([early, passed.mock.calls.length]).toEqual([0, 1]);
});

test("counts each wait from its own start", () => {
  const { deadline, passed } = watched(100);

  for (let wait = 0; wait < 5; wait++) {
    deadline.start();
    vi.advanceTimersByTime(90);
  }

  expect(passed).not.toHaveBeenCalled();
});

test("does not pass between waits, however long, and counts the next one in full", () => {
  const { deadline, passed } = watched(100);

  deadline.start();
  vi.advanceTimersByTime(50);
  deadline.stop();
  vi.advanceTimersByTime(1000);
  deadline.start();
  vi.advanceTimersByTime(99);
  const early = passed.mock.calls.length;
  vi.advanceTimersByTime(1);

  expect([early, passed.mock.calls.length]).toEqual([0, 1]);
});

test("does not pass while it is held, and counts in full after the release", () => {
  const { deadline, passed } = watched(100);

  deadline.start();
  deadline.hold();
  vi.advanceTimersByTime(1000);
  deadline.release();
  vi.advanceTimersByTime(99);
  const early = passed.mock.calls.length;
  vi.advanceTimersByTime(1);

  expect([early, passed.mock.calls.length]).toEqual([0, 1]);
});

test("does not begin to wait when it is released between waits", () => {
  const { deadline, passed } = watched(100);

  deadline.hold();
  deadline.release();
  vi.advanceTimersByTime(1000);

  expect(passed).not.toHaveBeenCalled();
});

test("counts by the new limit after a change, and without one never passes", () => {
  const { deadline, passed } = watched(100);

  deadline.start();
  deadline.change(500);
  deadline.start();
  vi.advanceTimersByTime(499);
  const early = passed.mock.calls.length;
  vi.advanceTimersByTime(1);
  deadline.change(null);
  deadline.start();
  vi.advanceTimersByTime(1_000_000);

  expect([early, passed.mock.calls.length]).toEqual([0, 1]);
});

test("never passes after its end, and leaves no timer behind", () => {
  const { deadline, passed } = watched(100);

  deadline.start();
  deadline.end();
  vi.advanceTimersByTime(1000);

  expect(passed).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

function watched(waitMs: number) {
  const passed = vi.fn<() => void>();
  return { deadline: new Deadline(waitMs, passed), passed };
}
