import { HIT, MISS, notStored, stored, testRules } from "./rfc9111-rules.ts";
import type { Rule } from "./steps.ts";

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

testRules(VARY);
