import fc from "fast-check";
import { expect, test } from "vitest";
import { ALICE } from "#tests/cache/cached-route.ts";
import type { Identity } from "../exchange.ts";
import { cacheKey } from "./key.ts";
import { type CacheScope, partitionOf } from "./partition.ts";

// Whatever could pass for a delimiter, a length or the start of another part.
const text = fc.string({
  unit: fc.constantFrom("", "a", "1", ":", "2:", "\0", "\n", " ", "-", "=", "|", "user", "é"),
  maxLength: 4,
});
const identity = fc.record({
  orgId: text,
  userId: text,
  role: fc.option(text),
  scopes: fc.array(text, { maxLength: 3 }),
});
const parts = fc.record({
  route: text,
  lane: text,
  proto: text,
  host: text,
  path: text,
  query: text,
  forwarded: fc.array(text, { maxLength: 4 }),
});
const scope = fc.constantFrom<CacheScope>("user", "org", "public");

type Case = {
  scope: CacheScope;
  caller: Pick<Identity, "orgId" | "userId" | "role" | "scopes">;
  parts: Parameters<typeof cacheKey>[1];
};

/** What makes two requests the same, said in another way than the key does. */
function meaningOf({ scope, caller, parts }: Case): string {
  const { orgId, role, scopes, userId } = caller;
  const who = {
    user: [orgId, userId, role, [...new Set(scopes)].sort()],
    org: [orgId, role],
    public: [],
  }[scope];
  return JSON.stringify([scope, who, { ...parts, host: parts.host.toLowerCase() }]);
}

function keyOf({ scope, caller, parts }: Case): string {
  const partition = partitionOf(scope, { ...ALICE, ...caller });
  if (partition === null) throw new Error("no partition");
  return cacheKey(partition, parts);
}

test("two requests have one key only if partition and every part are equal", () => {
  const request = fc.record({ scope, caller: identity, parts });
  fc.assert(
    fc.property(request, request, (a, b) => {
      expect(keyOf(a) === keyOf(b)).toBe(meaningOf(a) === meaningOf(b));
    }),
    { numRuns: 5000 },
  );
});

test("two requests that differ in one field alone have different keys", () => {
  const request = fc.record({ scope: fc.constant<CacheScope>("user"), caller: identity, parts });
  fc.assert(
    fc.property(
      request,
      request,
      fc.constantFrom("route", "lane", "path", "query", "proto"),
      (a, b, name) => {
        fc.pre(a.parts[name] !== b.parts[name]);
        const changed = { ...a, parts: { ...a.parts, [name]: b.parts[name] } };
        expect(keyOf(changed)).not.toBe(keyOf(a));
      },
    ),
    { numRuns: 2000 },
  );
});

const PLACE = { route: "", lane: "", proto: "", host: "", path: "", query: "", forwarded: [] };

test.each(["route", "lane", "proto", "host", "path", "query"] as const)(
  "a %s that looks like itself and what follows is another",
  (name) => {
    const keyFor = (parts: Partial<Case["parts"]>) =>
      keyOf({ scope: "public", caller: ALICE, parts: { ...PLACE, ...parts } });
    const names = ["route", "lane", "proto", "host", "path", "query"] as const;
    const following = names[names.indexOf(name) + 1];
    const empty = names.slice(names.indexOf(name) + 1).map(() => "0:");

    const plain = keyFor({
      [name]: "a",
      ...(following && { [following]: "b" }),
      forwarded: ["", ""],
    });
    const posing = [`a${following ? "1:b" : "0:"}`, `a${empty.join("")}0:`, "a0:", `1:a`];

    for (const value of posing) {
      for (const forwarded of [[], [""], ["", ""]]) {
        expect(keyFor({ [name]: value, forwarded })).not.toBe(plain);
      }
    }
  },
);

test.each([
  ["another org", { orgId: "org-2" }],
  ["another user", { userId: "bob" }],
  ["another role", { role: "admin" }],
  ["no role", { role: null }],
  ["an empty role", { role: "" }],
  ["fewer scopes", { scopes: [] }],
  ["more scopes", { scopes: ["read", "write"] }],
  ["a scope that looks like two", { scopes: ["read,write"] }],
] satisfies [string, Partial<Identity>][])("keeps a user's answers from %s", (_, changes) => {
  const place = {
    route: "r",
    lane: "direct",
    proto: "http",
    host: "h",
    path: "/",
    query: "",
    forwarded: [],
  };
  const own = keyOf({ scope: "user", caller: ALICE, parts: place });

  expect(keyOf({ scope: "user", caller: { ...ALICE, ...changes }, parts: place })).not.toBe(own);
});

test("no role is not an empty one", () => {
  const keyFor = (role: string | null) =>
    keyOf({ scope: "org", caller: { ...ALICE, role }, parts: PLACE });

  expect(keyFor(null)).not.toBe(keyFor(""));
});

test("an org's answers are for one role, whoever asks", () => {
  const place = {
    route: "r",
    lane: "direct",
    proto: "http",
    host: "h",
    path: "/",
    query: "",
    forwarded: [],
  };
  const keyFor = (changes: Partial<Identity>) =>
    keyOf({ scope: "org", caller: { ...ALICE, ...changes }, parts: place });

  expect(keyFor({ userId: "bob", scopes: [] })).toBe(keyFor({}));
  expect(keyFor({ role: "admin" })).not.toBe(keyFor({}));
  expect(keyFor({ orgId: "org-2" })).not.toBe(keyFor({}));
});

test("has no partition for a scope that needs an identity when there is none", () => {
  expect(partitionOf("user", null)).toBeNull();
  expect(partitionOf("org", null)).toBeNull();
  expect(partitionOf("public", null)).not.toBeNull();
});
