import { expect, test } from "vitest";
import { limiterContract } from "./limiter.contract.ts";
import { memoryLimiter } from "./memory-limiter.ts";

limiterContract("memory", memoryLimiter);

const once = { requests: 1, windowMs: 60_000 };

test("makes room by forgetting the bucket that was hit longest ago", () => {
  const limiter = memoryLimiter(2);
  limiter.hit("old", once, 0);
  limiter.hit("kept", once, 0);
  limiter.hit("old", once, 0);

  limiter.hit("new", once, 0);

  expect(limiter.hit("old", once, 0)).toMatchObject({ isAllowed: false });
  expect(limiter.hit("kept", once, 0)).toMatchObject({ isAllowed: true });
});

test("decides at once, without a promise", () => {
  expect(memoryLimiter().hit("bucket", once, 0)).not.toBeInstanceOf(Promise);
});
