import { control, DATE, HIT, MISS, notStored, OLDER, stored, testRules } from "./rfc9111-rules.ts";
import type { Rule } from "./steps.ts";

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

testRules(FRESHNESS);
