import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { accessJson } from "./access-json.ts";
import type { AccessLine, Level } from "./access-line.ts";
import { createLogger } from "./logger.ts";

const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant('"\\\u2028\ud800'));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const duration = fc
  .double({ min: 0, max: 1e7, noNaN: true })
  .map((ms) => Math.round(ms * 100) / 100);

const line: fc.Arbitrary<AccessLine> = fc.record({
  request_id: text,
  trace_id: text,
  method: text,
  path: text,
  route: maybe(text),
  status: fc.integer({ min: 100, max: 599 }),
  code: maybe(text),
  reason: fc.constantFrom(undefined, "token_missing", "upstream_down"),
  duration_ms: duration,
  upstream: maybe(text),
  upstream_ms: maybe(duration),
  attempts: maybe(fc.nat()),
  bytes_in: maybe(fc.maxSafeNat()),
  bytes_out: fc.maxSafeNat(),
  cache: fc.constantFrom(undefined, "hit", "miss"),
  limited_by: maybe(text),
  org_id: maybe(text),
  user_id: maybe(text),
  client_ip: maybe(text),
  user_agent: maybe(text),
  lane: fc.constantFrom("direct", "route"),
});
const level: fc.Arbitrary<Level> = fc.constantFrom("info", "warn", "error");
const now = fc.integer({ min: 0, max: Date.UTC(9999, 0) });

test("writes one line of JSON that says what the object says, whatever is in it", () => {
  fc.assert(
    fc.property(level, now, line, (level, now, line) => {
      const written = accessJson(level, now, line);

      const expected = { level, time: new Date(now).toISOString(), ...line };
      expect(written.indexOf("\n")).toBe(written.length - 1);
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(expected)));
    }),
  );
});

test("survives UTF-8", () => {
  fc.assert(
    fc.property(line, (line) => {
      const written = accessJson("info", 0, line);

      expect(Buffer.from(written).toString()).toBe(written);
    }),
  );
});

// It writes lone surrogates as they are, which no reader of UTF-8 gets to see.
test("writes just what pino would", () => {
  const written: string[] = [];
  const log = createLogger("info", { write: (text) => void written.push(text) });

  fc.assert(
    fc.property(level, line, (level, line) => {
      fc.pre(JSON.stringify(line).isWellFormed() && !JSON.stringify(line).includes("\\ud"));
      vi.setSystemTime(1_700_000_000_123);
      log[level](line);

      expect(accessJson(level, Date.now(), line)).toBe(written.pop());
    }),
  );
  vi.useRealTimers();
});
