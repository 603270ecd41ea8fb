import { control, HIT, MISS, notStored, stored, testRules, UNSTORED } from "./rfc9111-rules.ts";
import type { Rule } from "./steps.ts";

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

testRules(STORING);
