import { expect, test } from "vitest";
import { createShutdown } from "./shutdown.ts";

test("goes from serving over leaving to draining, and never back", () => {
  const shutdown = createShutdown();
  const phases = [shutdown.phase];

  for (const step of ["leave", "leave", "drain", "leave", "drain"] as const) {
    shutdown[step]();
    phases.push(shutdown.phase);
  }

  expect(phases).toEqual(["serving", "leaving", "leaving", "draining", "draining", "draining"]);
});

test("tells of draining once, late listeners at once, and nobody who has taken it back", () => {
  const shutdown = createShutdown();
  const told: string[] = [];
  shutdown.onDrain(() => told.push("early"));
  shutdown.onDrain(() => told.push("gone"))();

  shutdown.leave();
  const toldWhileLeaving = [...told];
  shutdown.drain();
  shutdown.drain();
  shutdown.onDrain(() => told.push("late"));

  expect(toldWhileLeaving).toEqual([]);
  expect(told).toEqual(["early", "late"]);
});
