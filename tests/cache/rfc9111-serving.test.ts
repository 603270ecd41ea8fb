import { control, DATE, HIT, MISS, stale, testRules, unchanged } from "./rfc9111-rules.ts";
import type { Rule } from "./steps.ts";

const SERVING: readonly Rule[] = [
  {
    rule: "4.3.1: a stale answer is revalidated by its tag, and 304 makes it fresh",
    upstream: [stale(), unchanged({ "cache-control": "max-age=60" })],
    steps: [MISS, { cache: "fwd=stale; fwd-status=304; stored", body: "body 1" }, HIT],
    calls: 2,
    asked: { "if-none-match": '"1"' },
  },
  {
    rule: "4.3.1: by its date when it has no tag",
    upstream: [
      control("max-age=10", { age: "10", "last-modified": DATE }),
      unchanged({ "cache-control": "max-age=60" }),
    ],
    steps: [MISS, { cache: "fwd=stale; fwd-status=304; stored", body: "body 1" }, HIT],
    calls: 2,
    asked: { "if-modified-since": DATE, "if-none-match": null },
  },
  {
    rule: "4.3.3: a full answer replaces the stale one",
    upstream: [stale(), { body: "new", headers: { etag: '"2"' } }],
    steps: [MISS, { cache: "fwd=stale; stored", body: "new" }, { ...HIT, body: "new" }],
    calls: 2,
  },
  {
    rule: "4.3.3: an upstream's failure is passed on, and the stale answer kept",
    upstream: [stale(), { status: 500 }, unchanged({ "cache-control": "max-age=60" })],
    steps: [
      MISS,
      { cache: "fwd=stale", status: 500 },
      { cache: "fwd=stale; fwd-status=304; stored", body: "body 1" },
    ],
    calls: 3,
  },
  {
    rule: "4.3.4: 304 brings new headers, and leaves those of the body alone",
    upstream: [
      control("max-age=10", {
        age: "10",
        etag: '"1"',
        "x-a": "old",
        "x-b": "kept",
        "content-type": "text/a",
      }),
      unchanged({
        "cache-control": "max-age=60",
        "x-a": "new",
        "content-type": "text/b",
        "content-length": "99",
      }),
    ],
    steps: [
      MISS,
      { body: "body 1" },
      {
        ...HIT,
        body: "body 1",
        has: { "x-a": "new", "x-b": "kept", "content-type": "text/a" },
      },
    ],
    calls: 2,
  },
  {
    rule: "4.3.4: a 304 about another answer is not believed",
    upstream: [stale(), unchanged({ etag: '"2"' }), { body: "new", headers: { etag: '"2"' } }],
    steps: [MISS, { cache: "fwd=stale; stored", body: "new" }],
    calls: 3,
    asked: { "if-none-match": null },
  },
  {
    rule: "5.2.2.4: no-cache is stored, and asked about every time",
    upstream: [control("no-cache, max-age=60", { etag: '"1"' }), unchanged(), unchanged()],
    steps: [
      MISS,
      ...[1, 2].map(() => ({ cache: "fwd=stale; fwd-status=304; stored", body: "body 1" })),
    ],
    calls: 3,
  },
  {
    rule: "5.2.2.4: no-cache with a field name counts as no-cache",
    upstream: [control('no-cache="x-a", max-age=60', { etag: '"1"' }), unchanged()],
    steps: [MISS, { cache: "fwd=stale; fwd-status=304; stored" }],
    calls: 2,
  },
  {
    rule: "5.2.1.4: the request's no-cache asks the upstream, conditionally",
    upstream: [control("max-age=60", { etag: '"1"' }), unchanged({ "x-new": "1" })],
    steps: [
      MISS,
      { cache: "fwd=request; fwd-status=304; stored", headers: { "cache-control": "no-cache" } },
      { ...HIT, has: { "x-new": "1" } },
    ],
    calls: 2,
    asked: { "if-none-match": '"1"' },
  },
  {
    rule: "5.4: Pragma: no-cache does the same where there is no Cache-Control",
    steps: [
      MISS,
      { ...HIT, headers: { pragma: "no-cache", "cache-control": "max-age=60" } },
      { cache: "fwd=request; stored", headers: { pragma: "no-cache" } },
    ],
    calls: 2,
  },
  {
    rule: "5.2.1.1: the request's max-age",
    upstream: [control("max-age=600", { age: "30" })],
    steps: [
      MISS,
      { ...HIT, headers: { "cache-control": "max-age=40" } },
      { cache: "fwd=request; stored", headers: { "cache-control": "max-age=10" } },
    ],
    calls: 2,
  },
  {
    rule: "5.2.1.3: min-fresh",
    upstream: [control("max-age=40")],
    steps: [
      MISS,
      { ...HIT, headers: { "cache-control": "min-fresh=20" } },
      { cache: "fwd=request; stored", headers: { "cache-control": "min-fresh=50" } },
    ],
    calls: 2,
  },
  {
    rule: "5.2.1.7: only-if-cached",
    steps: [
      {
        status: 504,
        cache: "detail=only-if-cached",
        headers: { "cache-control": "only-if-cached" },
      },
      MISS,
      { ...HIT, headers: { "cache-control": "only-if-cached" } },
    ],
  },
  {
    rule: "4.2.4: a stale answer is not given by itself",
    upstream: [stale(), { body: "new" }],
    steps: [
      MISS,
      { cache: "fwd=stale; stored", body: "new", headers: { "cache-control": "max-stale" } },
    ],
    calls: 2,
  },
  {
    rule: "RFC 5861 4: stale-if-error stands in for a failing upstream",
    upstream: [stale("max-age=10, stale-if-error=60"), { status: 500 }, { body: "back" }],
    steps: [
      MISS,
      { cache: "fwd=stale; fwd-status=500", body: "body 1" },
      { cache: "fwd=stale; stored", body: "back" },
    ],
    calls: 3,
  },
  ...["must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=10"].map((directive) => ({
    rule: `4.2.4: ${directive} forbids that`,
    upstream: [stale(`max-age=10, stale-if-error=60, ${directive}`), { status: 500 }],
    steps: [MISS, { cache: "fwd=stale", status: 500 }],
    calls: 2,
  })),
  {
    rule: "RFC 5861 3: stale-while-revalidate answers at once",
    upstream: [stale("max-age=10, stale-while-revalidate=60"), { body: "new" }],
    steps: [MISS, { cache: /^hit; ttl=0$|^hit; ttl=-\d+$/, body: "body 1" }],
    calls: 2,
  },
];

testRules(SERVING);
