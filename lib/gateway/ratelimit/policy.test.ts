import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketKey, policyHeaders, retryAfterSeconds } from "./policy.ts";

const rule = { bucket: "default", per: "user", requests: 600, windowMs: 60_000 };

test("keeps different callers in different buckets, whatever their ids hold", () => {
  const part = fc.oneof(fc.string(), fc.constantFrom("", "1:", "1:a", ":", "2:a1:b"));
  const bucket = fc.record({
    name: part,
    per: fc.constantFrom("user", "org", "ip"),
    caller: fc.array(part),
  });
  const key = ({ name, per, caller }: { name: string; per: string; caller: string[] }) =>
    bucketKey({ ...rule, bucket: name, per }, caller);

  fc.assert(
    fc.property(bucket, bucket, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(key(one) === key(other)).toBe(isSame);
    }),
  );
  expect(bucketKey(rule, ["a", "bc"])).not.toBe(bucketKey(rule, ["ab", "c"]));
  expect(bucketKey(rule, ["1:a"])).not.toBe(bucketKey(rule, ["", "a"]));
});

test("tells the policy and what is left as structured fields, in seconds", () => {
  const decision = { isAllowed: true, remaining: 599, resetMs: 41_001 };

  expect(policyHeaders(rule)(decision)).toEqual([
    ...["RateLimit-Policy", '"default";q=600;w=60'],
    ...["RateLimit", '"default";r=599;t=42'],
  ]);
});

test("tells a window shorter than a second as one", () => {
  const headers = policyHeaders({ ...rule, windowMs: 250 })({
    ...{ isAllowed: true, remaining: 1, resetMs: 1 },
  });

  expect(headers).toContain('"default";q=600;w=1');
});

test("escapes what a quoted name may not hold as it is", () => {
  const [, policy] = policyHeaders({ ...rule, bucket: 'GET /a"b\\c' })({
    ...{ isAllowed: true, remaining: 0, resetMs: 0 },
  });

  expect(policy).toBe('"GET /a\\"b\\\\c";q=600;w=60');
});

test.each([
  [0, "1"],
  [1, "1"],
  [1000, "1"],
  [1001, "2"],
  [59_999, "60"],
])("asks to wait %i ms as %s s", (resetMs, seconds) => {
  expect(retryAfterSeconds({ isAllowed: false, remaining: 0, resetMs })).toBe(seconds);
});
