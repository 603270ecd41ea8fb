import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { utf8HeaderValue } from "../header-list.ts";
import { createSigner } from "./signature.ts";

const SECRET = "signing-secret-signing-secret-0123";
const NOW = 1_700_000_000_999;
const IDENTITY = ["X-Org-ID", "org-1", "X-User-ID", "user-1", "X-User-Email", "j\xc3\xb6@e.x"];
const REQUEST = {
  method: "GET",
  target: "/api/v1/agents?a=1&b",
  headers: [...IDENTITY, "X-User-Role", "user", "X-Request-ID", "req-0123456789abcdef"],
};

// Made with `printf '...' | openssl dgst -sha256 -hmac '...'`, so that it is not ours alone.
test("signs the known request with the known signature", () => {
  expect(createSigner(SECRET)(REQUEST, NOW)).toBe(
    "t=1700000000,v1=470a1f018fde08825253602d0244480dc39dae677d93c9268018e85397f7a22c",
  );
});

// The services' tests read the same file: see examples/go-service.
const VECTORS = z
  .object({
    secret: z.string(),
    time: z.number(),
    valid: z.array(
      z.object({
        name: z.string(),
        method: z.string(),
        target: z.string(),
        headers: z.record(z.string(), z.string()),
        signature: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync("examples/go-service/gateway/testdata/signatures.json", "utf8")));

test.each(VECTORS.valid)(
  "signs $name as services check it",
  ({ headers, signature, ...request }) => {
    const sent = Object.entries(headers).flatMap(([name, value]) => [name, utf8HeaderValue(value)]);

    const signed = createSigner(VECTORS.secret)({ ...request, headers: sent }, VECTORS.time * 1000);

    expect(signed).toBe(signature);
  },
);

test.each([
  ["method", { ...REQUEST, method: "POST" }, NOW],
  ["query", { ...REQUEST, target: "/api/v1/agents?a=1" }, NOW],
  ["identity", { ...REQUEST, headers: ["X-Org-ID", "org-2", ...REQUEST.headers.slice(2)] }, NOW],
  ["time", REQUEST, NOW + 1000],
])("changes with the request's %s", (_, request, now) => {
  expect(createSigner(SECRET)(request, now)).not.toBe(createSigner(SECRET)(REQUEST, NOW));
});

test("changes with the secret", () => {
  expect(createSigner(`${SECRET}x`)(REQUEST, NOW)).not.toBe(createSigner(SECRET)(REQUEST, NOW));
});

test("never signs two identities alike, however their values divide", () => {
  const sign = createSigner(SECRET);
  const value = fc.string({ unit: fc.constantFrom("a", "b", " ", ","), maxLength: 3 });
  const headersOf = ([org, user]: [string, string]) => ["X-Org-ID", org, "X-User-ID", user];
  const pair = fc.tuple(value, value);

  fc.assert(
    fc.property(pair, pair, (left, right) => {
      fc.pre(left.join("\n") !== right.join("\n"));
      const [one, other] = [left, right].map((pair) =>
        sign({ ...REQUEST, headers: headersOf(pair) }, NOW),
      );
      expect(one).not.toBe(other);
    }),
  );
});
