import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const open = { auth_required: false };
const ROUTES = [
  { ...open, path: "/api/v1/items" },
  { ...open, path: "/api/v1/items/{id}" },
  { ...open, path: "/api/v1/renamed/{id}", upstream_path: "/x/{id}/y" },
];

// Over raw sockets: every client library tidies such targets up. More of them are in tests/hostile.
describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  test.each([
    ["a dot segment", "/api/v1/./items"],
    ["a dot-dot segment", "/api/v1/other/../items"],
    ["an escaped dot-dot segment", "/api/v1/other/%2e%2E/items"],
    ["a half-escaped dot-dot segment", "/api/v1/other/.%2e/items"],
    ["a dot-dot segment at the end", "/api/v1/items/.."],
    ["a way into the API from outside", "/pages/../api/v1/items"],
    ["an escaped way into the API from outside", "/pages/%2e%2e/api/v1/items"],
    ["an escaped slash", "/api/v1/items/a%2fb"],
    ["an escaped slash in upper case", "/api/v1/items/a%2Fb"],
    ["an escaped backslash", "/api/v1/items/a%5cb"],
    ["an escaped NUL", "/api/v1/items/a%00b"],
    ["an escaped line break", "/api/v1/items/a%0d%0ab"],
    ["a fragment", "/api/v1/items#part"],
    ["a path over 8 KB", `/api/v1/items/${"a".repeat(8192)}`],
    ["a query over 8 KB", `/api/v1/items?${"a".repeat(8192)}`],
  ])("refuses %s before the upstream is called", async (_, target) => {
    const answer = await gateway.raw("GET", target);

    expectEnvelope(answer, 400, "BAD_REQUEST");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test.each([
    ["unescapes letters", "/api/v1/%69tems", "/api/v1/items"],
    ["unescapes letters of the prefix", "/api/v%31/items", "/api/v1/items"],
    ["unescapes a tilde", "/api/v1/items/%7Ea", "/api/v1/items/~a"],
    ["keeps other escapes, in upper case", "/api/v1/items/a%2b%3ab", "/api/v1/items/a%2B%3Ab"],
    ["keeps an escaped percent sign", "/api/v1/items/a%2525", "/api/v1/items/a%2525"],
    ["keeps an escaped question mark", "/api/v1/items/a%3fb?c", "/api/v1/items/a%3Fb?c"],
    ["keeps sub-delimiters", "/api/v1/items/a;b=c,d@e:f", "/api/v1/items/a;b=c,d@e:f"],
    ["never escapes twice", "/api/v1/renamed/a%20b%25", "/x/a%20b%25/y"],
  ])("%s", async (_, target, sent) => {
    await gateway.raw("GET", target);

    expect(gateway.upstream.requests.map((request) => request.target)).toEqual([sent]);
  });

  test.each([
    "?b=1&a=2&b=3",
    "?flag&empty=&=nameless",
    "?a=%41%2f%2F%20+",
    "?percent=%&bad=%zz",
    "??&&;;",
    "?",
    "?nxtPgateway=items&_rsc=1",
    "?next=/../..//x\\y",
    "?{}|`^[]",
  ])("sends the query %s byte for byte", async (query) => {
    await gateway.raw("GET", `/api/v1/items${query}`);

    const sent = gateway.upstream.requests.map((request) => request.target);
    expect(sent).toEqual([`/api/v1/items${query}`]);
  });
});
