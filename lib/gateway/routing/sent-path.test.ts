import fc from "fast-check";
import { expect, test } from "vitest";
import { readTarget } from "./canonical-path.ts";
import { fillTemplate } from "./path-pattern.ts";
import { createRouter } from "./router.ts";

const BASES = ["http://upstream:8080", "http://upstream:8080/base", "https://[::1]/a/b"];
/** Routes that a path could slip between, and what each sends; null is the path itself. */
const ROUTES = [
  { path: "/api/v1/agents", sends: null },
  { path: "/api/v1/agents/{id}", sends: "/internal/{id}/detail" },
  { path: "/api/v1/{name}", sends: null },
  { path: "/api/v1/{a}/{b}", sends: "/x/{b}/{a}" },
  { path: "/api/v1/tree/{rest*}", sends: "/files/{rest}" },
  { path: "/api/v1/{rest*}", sends: null },
];
const router = createRouter(ROUTES.map((value) => ({ path: value.path, method: "GET", value })));

const piece = fc.constantFrom(
  ...[
    "a",
    "agents",
    "tree",
    "1",
    ".",
    "..",
    "...",
    "/",
    "//",
    ";",
    ";x",
    "@evil",
    ":80",
    "$&",
    "$1",
  ],
  ...[
    "%2e",
    "%2E",
    "%2f",
    "%5C",
    "%00",
    "%25",
    "%252e",
    "%61",
    "%ff",
    "%c0%ae",
    "%3f",
    "%23",
    "%3b",
  ],
  ...["\\", "%", "{id}", "{rest*}", "é", " ", "\t", "?", "#", "http://evil"],
);
const target = fc
  .tuple(
    fc.constantFrom("/api/v1/", "/api/v1/agents/", "/api/v1/tree/", "http://evil.example/api/v1/"),
    fc.array(piece, { maxLength: 8 }),
    fc.constantFrom("", "?", "?a=/../b", "?@evil", "?a#b"),
  )
  .map(([prefix, pieces, query]) => prefix + pieces.join("") + query);

/** What is sent for a target, as `forward` puts it together; null for what is refused. */
function sentFor(rawTarget: string) {
  const { fault, path, query } = readTarget(rawTarget);
  const match = fault === null ? router.match(path) : null;
  const route = match?.methods.get("GET");
  if (match === null || route === undefined) return null;
  const sent = route.sends === null ? path : fillTemplate(route.sends, route.path, match.params);
  return { path, query, route, sent };
}

test("whatever the target, the upstream's URL stays on its server and under its base path", () => {
  fc.assert(
    fc.property(target, fc.constantFrom(...BASES), (rawTarget, base) => {
      const request = sentFor(rawTarget);
      fc.pre(request !== null);
      const url = new URL(base + request.sent + request.query);

      expect(url.origin).toBe(new URL(base).origin);
      expect(url.pathname).toBe(new URL(base).pathname.replace(/\/$/, "") + request.sent);
      expect(url.username + url.hash).toBe("");
    }),
    { numRuns: 3000 },
  );
});

test("whatever the target, what is sent is the path that was matched, and it matches the same route", () => {
  fc.assert(
    fc.property(target, (rawTarget) => {
      const request = sentFor(rawTarget);
      fc.pre(request !== null && request.route.sends === null);
      const again = sentFor(request.sent + request.query);

      expect(again?.route.path).toBe(request.route.path);
      expect(again?.sent).toBe(request.sent);
    }),
    { numRuns: 3000 },
  );
});

test("whatever a parameter holds, a template's own segments stay where they are", () => {
  fc.assert(
    fc.property(target, (rawTarget) => {
      const request = sentFor(rawTarget);
      fc.pre(request?.route.sends === "/internal/{id}/detail");

      expect(request.sent.split("/")).toEqual(["", "internal", expect.any(String), "detail"]);
      expect(readTarget(request.sent)).toEqual({ path: request.sent, query: "", fault: null });
    }),
    { numRuns: 3000 },
  );
});
