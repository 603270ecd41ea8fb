import fc from "fast-check";
import { expect, test } from "vitest";
import { createBalancer } from "./balancer.ts";

const URLS = ["http://a:1", "http://b:2/base", "http://c:3"];

test("picks the less loaded of two choices", () => {
  const balancer = createBalancer(URLS, scripted([0, 0, 0, 0.5, 0.5, 0]));
  balancer.pick(null).inFlight = 5;

  const picked = [balancer.pick(null), balancer.pick(null)];

  expect(picked.map(({ origin }) => origin)).toEqual(["http://b:2", "http://b:2"]);
});

test("never picks the server that has just failed while there is another", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (numbers) => {
        const balancer = createBalancer(URLS, scripted(numbers));
        const failed = balancer.pick(null);

        expect(balancer.pick(failed)).not.toBe(failed);
      },
    ),
  );
});

test("picks an only server again after it has failed", () => {
  const balancer = createBalancer(["http://a:1"]);
  const only = balancer.pick(null);

  expect(balancer.pick(only)).toBe(only);
});

test("reaches every server", () => {
  const balancer = createBalancer(URLS);

  const origins = new Set(Array.from({ length: 500 }, () => balancer.pick(null).origin));

  expect(origins.size).toBe(3);
});

test.each([
  ["http://a:1", "http://a:1", ""],
  ["http://a:80/", "http://a", ""],
  ["https://a/base", "https://a", "/base"],
  ["https://a:8443/base/more/", "https://a:8443", "/base/more"],
  ["http://[::1]:5", "http://[::1]:5", ""],
])("reads %s as origin %s and base path %j", (url, origin, basePath) => {
  expect(createBalancer([url]).pick(null)).toEqual({ origin, basePath, inFlight: 0 });
});

function scripted(numbers: readonly number[]): () => number {
  const rest = [...numbers];
  return () => rest.shift() ?? 0;
}
