import { expect, test } from "vitest";
import { isSampled, newSpanId, traceOf, traceparentOf } from "./trace-context.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const never = () => false;
const from = (...values: string[]) =>
  traceOf(
    values.flatMap((value) => ["Traceparent", value]),
    never,
  );

test("continues a trace with its id and flags, under a span of its own", () => {
  const { traceId, parentId, spanId, flags } = from(`00-${TRACE}-${PARENT}-01`);

  expect({ traceId, parentId, flags }).toEqual({ traceId: TRACE, parentId: PARENT, flags: "01" });
  expect(spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(spanId).not.toBe(PARENT);
});

test("reads a later version by its known part and answers in ours", () => {
  const trace = from(`cc-${TRACE}-${PARENT}-01-what-the-future-brings`);

  expect(traceparentOf(trace, trace.spanId)).toBe(`00-${TRACE}-${trace.spanId}-01`);
});

test("clears the flags that it does not know", () => {
  expect(from(`00-${TRACE}-${PARENT}-ff`).flags).toBe("03");
});

test.each([
  ["nothing", []],
  ["an empty value", [""]],
  ["capitals", [`00-${TRACE.toUpperCase()}-${PARENT}-01`]],
  ["a trace of zeros", [`00-${"0".repeat(32)}-${PARENT}-01`]],
  ["a parent of zeros", [`00-${TRACE}-${"0".repeat(16)}-01`]],
  ["the forbidden version", [`ff-${TRACE}-${PARENT}-01`]],
  ["more than version 00 has", [`00-${TRACE}-${PARENT}-01-more`]],
  ["a later version without a separator", [`01-${TRACE}-${PARENT}-01more`]],
  ["a short id", [`00-${TRACE.slice(1)}-${PARENT}-01`]],
  ["a line break", [`00-${TRACE}-${PARENT}-01\n`]],
  ["two of them", [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01`]],
])("begins a new trace after %s", (_, received) => {
  const { traceId, parentId, flags } = from(...received);

  expect({ parentId, flags }).toEqual({ parentId: null, flags: "00" });
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(traceId).not.toBe(TRACE);
});

test("asks about the traces that begin here, and takes the caller's word for the others", () => {
  const always = () => true;

  expect(isSampled(traceOf([], always))).toBe(true);
  expect(isSampled(traceOf([], never))).toBe(false);
  expect(isSampled(traceOf(["traceparent", `00-${TRACE}-${PARENT}-00`], always))).toBe(false);
  expect(isSampled(traceOf(["traceparent", `00-${TRACE}-${PARENT}-01`], never))).toBe(true);
  expect(isSampled(traceOf(["traceparent", `00-${TRACE}-${PARENT}-02`], always))).toBe(false);
});

test("never gives the same ids twice", () => {
  const ids = Array.from({ length: 5000 }, newSpanId);

  expect(new Set(ids).size).toBe(5000);
});
