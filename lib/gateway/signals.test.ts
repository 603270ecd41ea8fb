import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { takeSignals } from "./signals.ts";

/** A process of which only signals matter, its clock, and what its signals made it do. */
function aProcess() {
  const emitter = new EventEmitter();
  const told: string[] = [];
  const clock = { ms: 0 };
  const take = () =>
    takeSignals(
      {
        onStop: (signal) => told.push(`stop by ${signal}`),
        onSecondStop: () => told.push("second stop"),
        onReload: () => told.push("reload"),
        now: () => clock.ms,
      },
      emitter,
    );
  return { emitter, told, clock, take };
}

test("takes echoes of a stop signal for the same one, and a later one for a second", () => {
  const { emitter, told, clock, take } = aProcess();
  take();

  emitter.emit("SIGTERM");
  clock.ms = 400;
  emitter.emit("SIGTERM");
  emitter.emit("SIGINT");
  clock.ms = 501;
  emitter.emit("SIGINT");

  expect(told).toEqual(["stop by SIGTERM", "second stop"]);
});

test("reloads on every SIGHUP", () => {
  const { emitter, told, take } = aProcess();
  take();

  emitter.emit("SIGHUP");
  emitter.emit("SIGHUP");

  expect(told).toEqual(["reload", "reload"]);
});

test("takes Next's own listeners off, and leaves those of others", () => {
  const { emitter, told, take } = aProcess();
  const cleanup = () => told.push("Next");
  const flushTraces = () => told.push("others");
  for (const signal of ["SIGTERM", "SIGINT"]) emitter.on(signal, cleanup).on(signal, flushTraces);

  take();
  emitter.emit("SIGTERM");

  expect(told).toEqual(["others", "stop by SIGTERM"]);
});
