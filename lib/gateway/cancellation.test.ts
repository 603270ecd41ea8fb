import { expect, test, vi } from "vitest";
import { Cancellation } from "./cancellation.ts";

test("tells every listener, once, in order", () => {
  const cancellation = new Cancellation();
  const told: string[] = [];
  cancellation.onCancel(() => told.push("first"));
  cancellation.onCancel(() => told.push("second"));

  cancellation.cancel();
  cancellation.cancel();

  expect(told).toEqual(["first", "second"]);
});

test("tells a listener that comes too late at once", () => {
  const cancellation = new Cancellation();
  const listener = vi.fn<() => void>();
  cancellation.cancel();

  cancellation.onCancel(listener);

  expect(listener).toHaveBeenCalledOnce();
});

test("has happened already when listeners hear of it", () => {
  const cancellation = new Cancellation();
  const seen: boolean[] = [cancellation.isCancelled];
  cancellation.onCancel(() => seen.push(cancellation.isCancelled));

  cancellation.cancel();

  expect(seen).toEqual([false, true]);
});
