import fc from "fast-check";
import { expect, test } from "vitest";
import { cacheKey } from "../cache/key.ts";
import { Partition } from "../cache/partition.ts";
import { cacheKeyParts } from "./cache-key-parts.ts";

const IDENTITY = {
  ...{ orgId: "acme", userId: "u-1", email: null, role: "user", scopes: ["write", "read"] },
  ...{ sessionId: null, expiresAt: 0 },
};
const PLACE = {
  ...{ route: "mark", lane: "direct", proto: "https", host: "App.example", path: "/api/v1/a" },
  ...{ query: "?q=1:2", forwarded: ["cookie", "a=b"] },
};
const shown = (key: string) => cacheKeyParts(key).map(({ name, value }) => `${name}: ${value}`);

test.each([
  [Partition.PUBLIC, ["shared by: everybody"]],
  [Partition.ofOrg(IDENTITY), ["shared by: one org", "org: acme", "role: user"]],
  [Partition.ofOrg({ ...IDENTITY, role: null }), ["shared by: one org", "org: acme", "role: -"]],
  [
    Partition.ofUser(IDENTITY),
    ["shared by: one user", "org: acme", "user: u-1", "role: user", "scopes: read write"],
  ],
])("reads every part of a key in words", (partition, expected) => {
  expect(shown(cacheKey(partition, PLACE))).toEqual([
    ...expected,
    ...["route: mark", "lane: direct", "scheme: https", "host: app.example", "path: /api/v1/a"],
    ...["query: ?q=1:2", "header cookie: a=b"],
  ]);
});

test("reads any values back as they went in", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (orgId, query, cookie) => {
      const key = cacheKey(Partition.ofOrg({ ...IDENTITY, orgId }), {
        ...PLACE,
        query,
        forwarded: ["cookie", cookie],
      });

      const parts = new Map(cacheKeyParts(key).map(({ name, value }) => [name, value]));

      expect([parts.get("org"), parts.get("query"), parts.get("header cookie")]).toEqual([
        orgId,
        query,
        cookie,
      ]);
    }),
  );
});
