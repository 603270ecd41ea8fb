import { expect, test } from "vitest";
import { continueTrace } from "./traceparent.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

test("continues a trace with its id and flags, and a parent of its own", () => {
  const [version, trace, parent, flags] = continueTrace(`00-${TRACE}-${PARENT}-01`).split("-");

  expect([version, trace, flags]).toEqual(["00", TRACE, "01"]);
  expect(parent).toMatch(/^[0-9a-f]{16}$/);
  expect(parent).not.toBe(PARENT);
});

test("reads a later version by its known part and answers in ours", () => {
  const continued = continueTrace(`cc-${TRACE}-${PARENT}-01-what-the-future-brings`);

  expect(continued).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
});

test("clears the flags that it does not know", () => {
  expect(continueTrace(`00-${TRACE}-${PARENT}-ff`)).toMatch(/-03$/);
});

test.each([
  ["nothing", null],
  ["an empty value", ""],
  ["capitals", `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ["a trace of zeros", `00-${"0".repeat(32)}-${PARENT}-01`],
  ["a parent of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["the forbidden version", `ff-${TRACE}-${PARENT}-01`],
  ["more than version 00 has", `00-${TRACE}-${PARENT}-01-more`],
  ["a later version without a separator", `01-${TRACE}-${PARENT}-01more`],
  ["a short id", `00-${TRACE.slice(1)}-${PARENT}-01`],
  ["a line break", `00-${TRACE}-${PARENT}-01\n`],
])("starts a new trace after %s", (_, received) => {
  const started = continueTrace(received);

  expect(started).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(started.toLowerCase()).not.toContain(TRACE);
});

test("never gives the same ids twice", () => {
  const ids = Array.from({ length: 5000 }, () => continueTrace(null).slice(3, 52));

  expect(new Set(ids).size).toBe(5000);
});
