import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bytesOf, given, signed } from "./attack.ts";
import { OVERLAPPING_ROUTES } from "./routes.ts";
import { useHostileGateway } from "./use-hostile-gateway.ts";

/** Targets that two readers could understand differently. */
const AMBIGUOUS = [
  ["an empty segment", "/api/v1//agents"],
  ["an empty first segment", "//api/v1/agents"],
  ["what looks like an authority", "//evil.example/api/v1/agents"],
  ["an empty last segment", "/api/v1/agents//"],
  ["a dot segment", "/api/v1/./agents"],
  ["a dot segment at the end", "/api/v1/agents/."],
  ["a dot-dot segment", "/api/v1/open/../agents"],
  ["a dot-dot segment out of the API", "/api/v1/open/../../../etc/passwd"],
  ["an escaped dot-dot segment", "/api/v1/open/%2e%2e/agents"],
  ["an escaped dot-dot segment in upper case", "/api/v1/open/%2E%2E/agents"],
  ["a half-escaped dot-dot segment", "/api/v1/open/%2e./agents"],
  ["an escaped single dot", "/api/v1/%2e/agents"],
  ["a dot-dot segment with a parameter", "/api/v1/open/..;/agents"],
  ["an escaped dot-dot segment with a parameter", "/api/v1/open/%2e%2e;x=1/agents"],
  ["a dot-dot segment with an escaped parameter", "/api/v1/open/..%3bx/agents"],
  ["a dot segment with a parameter", "/api/v1/.;x/agents"],
  ["an escaped slash", "/api/v1/open%2fagents"],
  ["an escaped slash in upper case", "/api/v1/agents%2F7"],
  ["an escaped slash before dots", "/api/v1/open/..%2fagents"],
  ["an escaped backslash", "/api/v1/agents%5c7"],
  ["an escaped backslash before dots", "/api/v1/open/..%5cagents"],
  ["a backslash", "/api/v1/agents\\7"],
  ["a backslash before dots", "/api/v1/open/..\\agents"],
  ["an escaped NUL", "/api/v1/agents%00"],
  ["an escaped NUL before a suffix", "/api/v1/agents%00.json"],
  ["an escaped line break", "/api/v1/agents%0d%0aX-Org-ID:%20forged"],
  ["an escaped delete", "/api/v1/agents%7f"],
  ["a lone percent sign", "/api/v1/agents%"],
  ["half an escape", "/api/v1/agents%2"],
  ["an escape without digits", "/api/v1/agents%zz"],
  ["an escape in another notation", "/api/v1/agents%u002f7"],
  ["a fragment", "/api/v1/agents#"],
  ["an API behind an escaped way out", "/pages/%2e%2e/api/v1/agents"],
  ["an API behind a way out with a parameter", "/pages/..;/api/v1/agents"],
  ["a path over 8 KB", `/api/v1/agents/${"a".repeat(8200)}`],
  ["a dot-dot segment behind an authority", "http://gateway.example/api/v1/open/../agents"],
  ["an empty segment behind an authority", "http://gateway.example//api/v1/agents"],
] as const;

/** Targets that are no targets of HTTP, or only of other methods: Node reads no request in them. */
const UNREADABLE = [
  ["an authority", "gateway.example:443"],
  ["an authority with a user", "user@gateway.example:443"],
  ["a host behind an @", "@evil.example/api/v1/agents"],
  ["a relative path", "api/v1/agents"],
  ["a query alone", "?/api/v1/agents"],
  ["a URL without an authority", "http:/api/v1/agents"],
  ["a scheme without slashes", "x:api/v1/agents"],
  ["backslashes for slashes", "\\api\\v1\\agents"],
  ["a space in the path", "/api/v1/agents /x"],
  ["a tab in the path", "/api/v1/agents\t"],
  ["a bare line feed in the path", "/api/v1/agents\nX-Org-ID: forged"],
  ["a NUL in the path", "/api/v1/agents\0"],
  ["a byte beyond ASCII in the path", "/api/v1/agents\xff"],
] as const;

/** Other spellings of a guarded path, and what the upstream must see for them. */
const SAME_PATH = [
  ["an escaped letter", "/api/v1/%61gents", "/guarded/api/v1/agents"],
  ["every letter escaped", "/api/v1/%61%67%65%6e%74%73", "/guarded/api/v1/agents"],
  ["an escaped letter of the prefix", "/%61pi/v1/agents", "/guarded/api/v1/agents"],
  ["an escaped digit of the version", "/api/v%31/agents", "/guarded/api/v1/agents"],
  ["the absolute form", "http://gateway.example/api/v1/agents", "/guarded/api/v1/agents"],
  [
    "the absolute form of another host",
    "http://evil.example/api/v1/agents",
    "/guarded/api/v1/agents",
  ],
  [
    "an @ in the authority",
    "http://gateway.example@evil.example/api/v1/agents",
    "/guarded/api/v1/agents",
  ],
  ["a scheme in capitals", "HTTP://gateway.example/api/v1/agents", "/guarded/api/v1/agents"],
  ["a foreign scheme", "ftp://gateway.example/api/v1/agents", "/guarded/api/v1/agents"],
  [
    "a query in Next's own words",
    "/api/v1/agents?nxtPgateway=open&gateway=open",
    "/guarded/api/v1/agents?nxtPgateway=open&gateway=open",
  ],
  [
    "a query that sets the catch-all's segments",
    "/api/v1/agents?gateway=v1&gateway=open&_rsc=1",
    "/guarded/api/v1/agents?gateway=v1&gateway=open&_rsc=1",
  ],
  ["a query with a way out", "/api/v1/agents?/../../open", "/guarded/api/v1/agents?/../../open"],
  [
    "a query with another method",
    "/api/v1/agents?_method=DELETE",
    "/guarded/api/v1/agents?_method=DELETE",
  ],
] as const;

/** Paths that look like the guarded one and are others: matched as what is sent, and sent as matched. */
const OTHER_PATH = [
  ["other letters' case", "/api/v1/Agents", "/open/api/v1/Agents"],
  ["a suffix", "/api/v1/agents.json", "/open/api/v1/agents.json"],
  ["Next's suffix for server components", "/api/v1/agents.rsc", "/open/api/v1/agents.rsc"],
  ["Next's suffix for segments", "/api/v1/agents.segment.rsc", "/open/api/v1/agents.segment.rsc"],
  ["a parameter", "/api/v1/agents;v=1", "/open/api/v1/agents;v=1"],
  ["an escaped percent sign", "/api/v1/%2561gents", "/open/api/v1/%2561gents"],
  ["dots escaped twice", "/api/v1/open/%252e%252e/agents", "/open/api/v1/open/%252e%252e/agents"],
  ["a slash escaped twice", "/api/v1/agents%252f7", "/open/api/v1/agents%252f7"],
  ["an escaped question mark", "/api/v1/agents%3fx", "/open/api/v1/agents%3Fx"],
  ["an escaped space", "/api/v1/agents%20", "/open/api/v1/agents%20"],
  ["an @", "/api/v1/@evil.example", "/open/api/v1/@evil.example"],
  ["a host behind the first slash", "/api/v1/evil.example:80", "/open/api/v1/evil.example:80"],
  ["three dots", "/api/v1/open/.../agents", "/open/api/v1/open/.../agents"],
  ["a trailing slash that a rest takes", "/api/v1/open/agents/", "/open/api/v1/open/agents/"],
] as const;

/** Paths that no route has. */
const NO_PATH = [
  ["a trailing slash", "/api/v1/agents/"],
  ["the prefix in capitals", "/API/v1/agents"],
  ["the version in capitals", "/api/V1/agents"],
  ["the prefix alone", "/api/v1/"],
  ["another version", "/api/v2/agents"],
  ["the API behind Next's data", "/_next/data/build/api/v1/agents.json"],
  ["the API behind Next's images", "/_next/image?url=%2Fapi%2Fv1%2Fagents&w=64&q=75"],
  ["the catch-all's own name", "/api/[...gateway]"],
  ["the catch-all's own name, escaped", "/api/%5B...gateway%5D"],
] as const;

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useHostileGateway(lane, { routes: OVERLAPPING_ROUTES });

  test.each(AMBIGUOUS)(
    "refuses %s, with and without a token, and calls nobody",
    async (_, target) => {
      expectEnvelope(await gateway.attack({ target }), 400, "BAD_REQUEST");
      expectEnvelope(await gateway.attack({ target, lines: [signed()] }), 400, "BAD_REQUEST");
      expect(gateway.targets).toEqual([]);
    },
  );

  test.each(UNREADABLE)("refuses %s as a target and closes the connection", async (_, target) => {
    const [answer] = await gateway.write(bytesOf({ target, lines: [signed()] }));

    expectEnvelope(given(answer), 400, "BAD_REQUEST");
    expect(given(answer).header("connection")).toBe("close");
    expect(gateway.targets).toEqual([]);
  });

  test.each(["http://?evil.example/api/v1/agents", "http://:x@/", "ftp://gateway.example"])(
    "reads %s as the start page, as the path is empty",
    async (target) => {
      const [answer] = await gateway.write(bytesOf({ target }));

      expect(given(answer).status).toBe(200);
      expect(gateway.app.output()).not.toContain("Invalid URL");
    },
  );

  test.each(["/api/v1", "/%61pi/v1", "/%61pi/other"])(
    "has no route and no page at %s",
    async (target) => {
      expectEnvelope(await gateway.attack({ target }), 404, "NOT_FOUND");
    },
  );

  test.each(["/api/%ffv1/agents", "/%ff", "/%zz", "/_next/static/%c0%ae/x.js"])(
    "refuses %s, on which Next would fail",
    async (target) => {
      expectEnvelope(await gateway.attack({ target }), 400, "BAD_REQUEST");
    },
  );

  test.each(["GET", "OPTIONS"])("has nothing to %s at an asterisk", async (method) => {
    const answer = await gateway.attack({ method, target: "*", lines: [signed()] });

    expectEnvelope(answer, 400, "BAD_REQUEST");
  });

  test.each(SAME_PATH)(
    "asks for a token for a guarded path spelled with %s",
    async (_, target, sent) => {
      const stranger = await gateway.attack({ target });
      const caller = await gateway.attack({ target, lines: [signed()] });

      expectEnvelope(stranger, 401, "UNAUTHORIZED");
      expect(caller.status).toBe(200);
      expect(gateway.targets).toEqual([sent]);
    },
  );

  test.each(OTHER_PATH)("sends as it was matched a path with %s", async (_, target, sent) => {
    const answer = await gateway.attack({ target });

    expect(answer.status).toBe(200);
    expect(gateway.targets).toEqual([sent]);
  });

  test.each(NO_PATH)("has no route for %s", async (_, target) => {
    const [answer] = await gateway.write(
      `GET ${target} HTTP/1.1\r\nHost: a\r\n${signed()}\r\n\r\n`,
    );

    expect(answer?.status).toBeGreaterThanOrEqual(400);
    expect(gateway.targets).toEqual([]);
  });

  test.each([
    ["an escaped slash", "/api/v1/renamed/a%2f..%2fb"],
    ["a dot-dot segment", "/api/v1/renamed/.."],
    ["an escaped dot-dot segment", "/api/v1/renamed/%2e%2e"],
    ["a dot-dot segment in a rest", "/api/v1/tree/a/../../secret"],
    ["an escaped backslash in a rest", "/api/v1/tree/..%5c..%5csecret"],
  ])("does not let a parameter leave the path that is sent: %s", async (_, target) => {
    expectEnvelope(await gateway.attack({ target, lines: [signed()] }), 400, "BAD_REQUEST");
    expect(gateway.targets).toEqual([]);
  });

  test.each([
    ["/api/v1/renamed/{name}", "/guarded/internal/%7Bname%7D/detail"],
    ["/api/v1/renamed/%7bid%7d", "/guarded/internal/%7Bid%7D/detail"],
    ["/api/v1/renamed/$1", "/guarded/internal/$1/detail"],
    ["/api/v1/renamed/$&", "/guarded/internal/$&/detail"],
    ["/api/v1/renamed/a%3f%23b?c", "/guarded/internal/a%3F%23b/detail?c"],
    ["/api/v1/tree/a/b/", "/guarded/files/a/b/"],
  ])("inserts a parameter as it is: %s", async (target, sent) => {
    await gateway.attack({ target, lines: [signed()] });

    expect(gateway.targets).toEqual([sent]);
  });
});
