import { describe, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";
import { RULE_ROUTES, type Rule, runRule, type Scripted, type Step } from "./steps.ts";

const HIT = { cache: "hit" } as const;
const MISS = { cache: "fwd=uri-miss; stored" } as const;
const UNSTORED = { cache: "fwd=uri-miss" } as const;
const DATE = "Fri, 01 Mar 2024 10:00:00 GMT";
const OLDER = "Thu, 29 Feb 2024 10:00:00 GMT";

const control = (value: string, more: Scripted["headers"] = {}): Scripted => ({
  headers: { "cache-control": value, ...more },
});
/** Stale on arrival, with a validator. */
const stale = (value = "max-age=10"): Scripted => control(value, { age: "10", etag: '"1"' });
const unchanged = (headers: Scripted["headers"] = {}): Scripted => ({ status: 304, headers });

const stored = (rule: string, upstream: Scripted, step: Step = {}): Rule => ({
  rule,
  upstream: [upstream],
  steps: [
    { ...step, ...MISS },
    { ...step, ...HIT },
  ],
});
const notStored = (rule: string, upstream: Scripted, step: Step = {}): Rule => ({
  rule,
  upstream: [upstream],
  steps: [
    { ...step, ...UNSTORED },
    { ...step, ...UNSTORED },
  ],
  calls: 2,
});

const STORING: readonly Rule[] = [
  stored("3: a GET's 200 is stored for cache_ttl when nothing is said", {}),
  ...[203, 204, 300, 301, 308, 404, 405, 410, 414].map((status) =>
    stored(`3: a ${status} is cacheable by its definition`, { status }, { status }),
  ),
  ...[302, 307, 400, 401, 403, 409, 429].map((status) =>
    notStored(`3: a ${status} is not, unless it says so`, { status }, { status }),
  ),
  ...[302, 303, 307].map((status) =>
    stored(`3: a ${status} with max-age is`, { ...control("max-age=5"), status }, { status }),
  ),
  ...[500, 501, 502, 503, 504].map((status) => ({
    ...notStored(`3: a ${status} never is`, { ...control("max-age=5"), status }, { status }),
    // 502 to 504 are tried once more.
    calls: status >= 502 ? 4 : 2,
  })),
  notStored(
    "3: a status that is not understood is not",
    { ...control("max-age=5"), status: 299 },
    { status: 299 },
  ),
  notStored(
    "3.3: a partial answer is not",
    { ...control("max-age=5"), status: 206 },
    { status: 206 },
  ),
  notStored("5.2.2.5: no-store", control("no-store")),
  notStored("5.2.2.5: no-store in any case, among others", control("max-age=60, No-STORE")),
  notStored("5.2.2.5: no-store behind a quote that never ends", control('x="a, no-store')),
  notStored("5.2.2.5: no-store in a second field", {
    headers: { "cache-control": ["max-age=60", "no-store"] },
  }),
  stored("5.2: no-store within quotes is no directive", control('max-age=60, x="no-store"')),
  stored("5.2.2.7: private for one user's cache", control("private, max-age=60")),
  notStored("5.2.2.7: private for an org's", control("private, max-age=60"), { scope: "org" }),
  notStored("5.2.2.7: private for everybody's", control('private="x-a"'), { scope: "public" }),
  stored("3.5: an authenticated answer, as it is keyed by caller", control("max-age=60")),
  notStored(
    "7.3: an answer that sets a cookie",
    control("public, max-age=60", { "set-cookie": "a=1" }),
  ),
  {
    ...notStored("5.2.1.5: the request's no-store", {}),
    steps: [1, 2].map(() => ({ ...UNSTORED, headers: { "cache-control": "no-store" } })),
  },
  {
    rule: "4: a stored answer satisfies a request that says no-store",
    steps: [MISS, { ...HIT, headers: { "cache-control": "no-store" } }],
  },
  {
    rule: "4: another query is another answer",
    steps: [
      MISS,
      { ...MISS, query: "?a=1" },
      { ...MISS, query: "?a=2" },
      { ...HIT, query: "?a=1" },
    ],
    calls: 3,
  },
  {
    rule: "4: HEAD is answered from a stored GET",
    steps: [MISS, { ...HIT, method: "HEAD", body: "" }],
  },
  {
    rule: "4: a GET is never answered from a HEAD",
    upstream: [{}, {}],
    steps: [
      { ...UNSTORED, method: "HEAD", body: "" },
      { ...MISS, body: "body 2" },
    ],
    calls: 2,
  },
];

const FRESHNESS: readonly Rule[] = [
  stored("4.2.1: max-age", control("max-age=5")),
  notStored("4.2.1: max-age=0", control("max-age=0")),
  notStored("4.2.1: s-maxage before max-age", control("max-age=60, s-maxage=0")),
  stored("4.2.1: s-maxage before max-age, the other way", control("max-age=0, s-maxage=60")),
  stored("4.2.1: max-age before Expires", control("max-age=60", { expires: "0" })),
  stored("5.3: Expires counts from Date, whatever our clock says", {
    headers: { date: OLDER, expires: DATE },
  }),
  notStored("5.3: an Expires before Date", { headers: { date: DATE, expires: OLDER } }),
  ...["0", "-1", "9999", "tomorrow", "2099-01-01"].map((expires) =>
    notStored(`5.3: Expires: ${expires} lies in the past`, { headers: { expires } }),
  ),
  notStored("4.2.1: of two max-age the smaller", control("max-age=60, max-age=0")),
  ...["abc", "-1", "1.5", "", "60s", '"'].map((value) =>
    notStored(`4.2.1: max-age=${value} is stale`, control(`max-age=${value}`)),
  ),
  stored("5.2: max-age may stand in quotes", control('max-age="60"')),
  stored("1.2.2: max-age beyond all numbers", control(`max-age=${"9".repeat(400)}`)),
  notStored("4.2.3: an answer that is old already", control("max-age=60", { age: "60" })),
  notStored("4.2.3: Age beyond all numbers", control("max-age=60", { age: "9".repeat(400) })),
  ...["-60", "abc", "6e1"].map((age) =>
    stored(`5.1: Age: ${age} counts as none`, control("max-age=60", { age })),
  ),
  {
    rule: "5.1: Age goes on from what the upstream said",
    upstream: [control("max-age=600", { age: "40" })],
    steps: [
      { ...MISS, has: { age: "40" } },
      { ...HIT, has: { age: /^4[0-2]$/ } },
    ],
  },
  stored("4.2.1: cache_ttl is not lengthened by max-age, but a Date in the future does no harm", {
    headers: { "cache-control": "max-age=31536000", date: "Fri, 01 Mar 2999 10:00:00 GMT" },
  }),
];

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

const VARY: readonly Rule[] = [
  {
    rule: "4.1: answers chosen by a header are kept apart",
    upstream: [{ headers: { vary: "Accept-Language" } }],
    steps: [
      { ...MISS, headers: { "accept-language": "de" } },
      { cache: "fwd=vary-miss; stored", headers: { "accept-language": "fr" } },
      { cache: "fwd=vary-miss; stored" },
      { ...HIT, headers: { "accept-language": "de" } },
      { ...HIT, headers: { "accept-language": "fr" } },
      HIT,
    ],
    calls: 3,
  },
  {
    rule: "4.1: spaces around commas make no difference",
    upstream: [{ headers: { vary: "accept-language" } }],
    steps: [
      { ...MISS, headers: { "accept-language": "de,fr" } },
      { ...HIT, headers: { "accept-language": "de ,  fr" } },
    ],
  },
  ...[
    "*",
    "Accept, *",
    "X-Request-ID",
    "X-User-Email",
    "Via",
    "a b",
    ",".padEnd(2000, "x"),
    Array.from({ length: 40 }, (_, i) => `x-${i}`).join(","),
  ].map((vary) =>
    notStored(`4.1: Vary: ${vary.slice(0, 20)} matches nothing`, { headers: { vary } }),
  ),
  notStored(
    "4.1: Vary: X-User-ID cannot be shared by an org",
    { headers: { vary: "X-User-ID" } },
    { scope: "org" },
  ),
  stored("4.1: Vary: X-User-ID is part of a user's key", {
    headers: { vary: "X-User-ID, X-Org-ID" },
  }),
  stored(
    "4.1: Vary: X-Org-ID is part of an org's",
    { headers: { vary: "X-Org-ID" } },
    { scope: "org" },
  ),
  {
    rule: "4.1: headers that are not sent to a shared route's upstream choose nothing",
    upstream: [{ headers: { vary: "X-Flag" } }],
    steps: [
      { ...MISS, scope: "org", headers: { "x-flag": "1" } },
      { ...HIT, scope: "org", headers: { "x-flag": "2" } },
    ],
    asked: { "x-flag": null },
  },
];

const INVALIDATION: readonly Rule[] = [
  ...["POST", "PUT", "PATCH", "DELETE"].map((method) => ({
    rule: `4.4: a successful ${method} outdates what is stored`,
    steps: [MISS, HIT, { method }, { ...MISS, body: "body 3" }],
    upstream: [{}, {}, {}],
    calls: 3,
  })),
  ...[302, 303].map((status) => ({
    rule: `4.4: so does one answered ${status}`,
    steps: [MISS, { method: "POST", status }, MISS],
    upstream: [{}, { status }, {}],
    calls: 3,
  })),
  ...[400, 404, 409, 500].map((status) => ({
    rule: `4.4: one answered ${status} does not`,
    steps: [MISS, { method: "POST", status }, HIT],
    upstream: [{}, { status }],
    calls: 2,
  })),
];

describe.each(LANES)("%s lane, RFC 9111", (lane) => {
  const gateway = useGateway(lane, { routes: RULE_ROUTES });

  test.each([...STORING, ...FRESHNESS, ...SERVING, ...VARY, ...INVALIDATION])(
    "section $rule",
    async (rule) => {
      await runRule(gateway, rule);
    },
  );
});
