import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";
import { RULE_ROUTES, type Rule, runRule, type Step } from "./steps.ts";

const HIT = { cache: "hit" } as const;
const FILLED = { cache: "fwd=uri-miss; stored" } as const;
const DATE = "Fri, 01 Mar 2024 10:00:00 GMT";
const LATER = "Sat, 02 Mar 2024 10:00:00 GMT";
const EARLIER = "Thu, 29 Feb 2024 10:00:00 GMT";

/** A request to an answer that is stored. */
const stored = (rule: string, headers: Record<string, string>, step: Step): Rule => ({
  rule,
  upstream: [{ headers, body: "0123456789" }],
  steps: [FILLED, step],
});
const whole = { ...HIT, status: 200, body: "0123456789" } as const;
const unchanged = { ...HIT, status: 304, body: "" } as const;

const tagged = (rule: string, tag: string, ifNoneMatch: string, step: Step) =>
  stored(rule, { etag: tag }, { ...step, headers: { "if-none-match": ifNoneMatch } });
const dated = (rule: string, since: string, step: Step) =>
  stored(rule, { "last-modified": DATE }, { ...step, headers: { "if-modified-since": since } });

const VALIDATORS: readonly Rule[] = [
  tagged("13.1.2: the same tag", '"1"', '"1"', unchanged),
  tagged("13.1.2: one of several", '"2"', '"1", "2"', unchanged),
  tagged("13.1.2: another tag", '"2"', '"1"', whole),
  tagged("13.1.2: any tag", '"1"', "*", unchanged),
  tagged("8.8.3.2: tags compare weakly", 'W/"1"', '"1"', unchanged),
  tagged("8.8.3.2: either way", '"1"', 'W/"1"', unchanged),
  tagged("8.8.3: a tag may hold a comma", '"a,b"', '"x", "a,b"', unchanged),
  tagged("8.8.3: a part of a tag is another tag", '"a,b"', '"a", "b"', whole),
  tagged("8.8.3: what is in no quotes is no tag", '"1"', "1", whole),
  tagged("8.8.3: nor is an upstream's", "1", "1", whole),
  dated("13.1.3: not modified since", DATE, unchanged),
  dated("13.1.3: not modified since a later date", LATER, unchanged),
  dated("13.1.3: modified since", EARLIER, whole),
  dated("13.1.3: what is no date is ignored", "yesterday", whole),
  dated("5.6.7: a date in the form of RFC 850", "Friday, 01-Mar-24 10:00:00 GMT", unchanged),
  dated("5.6.7: a date in asctime's form", "Fri Mar  1 10:00:00 2024", unchanged),
  stored(
    "13.2.2: a tag that differs outweighs a date that does not",
    { etag: '"1"', "last-modified": DATE },
    { ...whole, headers: { "if-none-match": '"2"', "if-modified-since": LATER } },
  ),
  {
    rule: "13.2.1: conditions are for answers that would be 2xx",
    upstream: [{ status: 404, headers: { etag: '"1"' } }],
    steps: [
      { ...FILLED, status: 404 },
      { ...HIT, status: 404, headers: { "if-none-match": '"1"' } },
    ],
  },
  {
    rule: "13.1.2: a condition on an answer that is not stored yet fills the cache",
    upstream: [{ headers: { etag: '"1"' } }],
    steps: [
      { ...FILLED, status: 304, headers: { "if-none-match": '"1"' } },
      { ...HIT, status: 200, body: "body 1" },
    ],
    asked: { "if-none-match": null },
  },
  {
    rule: "13.1.2: HEAD has conditions, too",
    upstream: [{ headers: { etag: '"1"' } }],
    steps: [FILLED, { ...unchanged, method: "HEAD", headers: { "if-none-match": '"1"' } }],
  },
  stored(
    "15.4.5: 304 repeats what caches need, and no more",
    {
      etag: '"1"',
      expires: LATER,
      vary: "Accept",
      "content-location": "/x",
      "x-other": "1",
      date: DATE,
      "cache-control": "max-age=9",
    },
    {
      ...unchanged,
      headers: { "if-none-match": '"1"' },
      has: {
        etag: '"1"',
        date: DATE,
        "content-location": "/x",
        "cache-control": "private, no-cache",
        vary: /Accept/,
        "x-other": null,
        "content-type": null,
      },
    },
  ),
  ...["if-match", "if-unmodified-since"].map((name) => ({
    rule: `13.1: ${name} is the origin's to evaluate`,
    upstream: [{ headers: { etag: '"1"' } }, { status: 412, body: "no" }],
    steps: [
      FILLED,
      {
        status: 412,
        cache: "fwd=bypass",
        headers: { [name]: name === "if-match" ? '"0"' : EARLIER },
      },
    ],
    calls: 2,
    asked: { [name]: name === "if-match" ? '"0"' : EARLIER },
  })),
];

const part = (body: string, contentRange: string): Step => ({
  ...HIT,
  status: 206,
  body,
  has: { "content-range": contentRange },
});
const ranged = (
  rule: string,
  range: string,
  step: Step,
  headers: Record<string, string> = {},
): Rule =>
  stored(rule, { etag: '"1"', "last-modified": DATE }, { ...step, headers: { range, ...headers } });

const RANGES: readonly Rule[] = [
  ranged("14.1.2: from the first byte", "bytes=0-3", part("0123", "bytes 0-3/10")),
  ranged("14.1.2: to the end", "bytes=7-", part("789", "bytes 7-9/10")),
  ranged("14.1.2: the last bytes", "bytes=-2", part("89", "bytes 8-9/10")),
  ranged("14.1.2: more last bytes than there are", "bytes=-99", part("0123456789", "bytes 0-9/10")),
  ranged("14.1.2: beyond the end is cut", "bytes=8-99", part("89", "bytes 8-9/10")),
  ranged("15.5.17: a range that starts beyond the end", "bytes=10-", {
    ...HIT,
    status: 416,
    has: { "content-range": "bytes */10" },
  }),
  ranged("15.5.17: no last bytes", "bytes=-0", { ...HIT, status: 416 }),
  ...["bytes=0-1,3-4", "lines=0-1", "bytes=3-1", "bytes=", "bytes=a-b", "bytes=-", "0-1"].map(
    (range) => ranged(`14.2: ${range} is ignored`, range, whole),
  ),
  ranged("13.1.5: If-Range with the tag", "bytes=0-1", part("01", "bytes 0-1/10"), {
    "if-range": '"1"',
  }),
  ranged("13.1.5: with another", "bytes=0-1", whole, { "if-range": '"2"' }),
  ranged("13.1.5: with a weak one", "bytes=0-1", whole, { "if-range": 'W/"1"' }),
  ranged("13.1.5: with the date", "bytes=0-1", part("01", "bytes 0-1/10"), { "if-range": DATE }),
  ranged("13.1.5: with a later date", "bytes=0-1", whole, { "if-range": LATER }),
  ranged("13.2.2: 304 comes before a range", "bytes=0-1", unchanged, { "if-none-match": '"1"' }),
  {
    rule: "14.2: a range of what is not stored goes to the upstream, and is not stored",
    upstream: [{ status: 206, body: "01", headers: { "content-range": "bytes 0-1/10" } }],
    steps: [1, 2].map(() => ({
      cache: "fwd=uri-miss",
      status: 206,
      body: "01",
      headers: { range: "bytes=0-1" },
    })),
    calls: 2,
    asked: { range: "bytes=0-1" },
  },
  {
    rule: "14.2: HEAD has no ranges",
    upstream: [{ body: "0123456789" }],
    steps: [
      FILLED,
      { ...HIT, status: 200, method: "HEAD", body: "", headers: { range: "bytes=0-1" } },
    ],
  },
];

describe.each(LANES)("%s lane, RFC 9110", (lane) => {
  const gateway = useGateway(lane, { routes: RULE_ROUTES });

  test.each([...VALIDATORS, ...RANGES])("section $rule", async (rule) => {
    await runRule(gateway, rule);
  });

  test("section 6.6.1: the date of an answer is when the origin made it", async () => {
    const path = "/api/v1/public/dated";
    gateway.upstream.answerWith((response) => {
      response.sendDate = false;
      response.end("body");
    });

    const first = await gateway.send(path);
    const second = await gateway.send(path);

    expect(second.header("date")).toMatch(/ GMT$/);
    expect(Date.parse(second.header("date") ?? "")).toBeLessThanOrEqual(Date.now());
    expect(second.header("cache-status")).toBe("eloquent-gateway; hit");
    expect(first.status).toBe(200);
  });
});
