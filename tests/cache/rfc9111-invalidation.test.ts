import { HIT, MISS, testRules } from "./rfc9111-rules.ts";
import type { Rule } from "./steps.ts";

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

testRules(INVALIDATION);
