import fc from "fast-check";
import { makeToken } from "#tests/support/tokens.ts";

/** A request as it is written on the wire. */
export type Written = {
  readonly method: string;
  readonly target: string;
  /** `Name: value`, in order. */
  readonly lines: readonly string[];
  readonly body: string;
};

/** Tokens of all makes: good ones of several callers, and every kind that is refused. */
export function tokensOfAllMakes(): Promise<string[]> {
  return Promise.all([
    makeToken(),
    makeToken({ claims: { scopes: ["read", "write:agents", "admin"], org_id: "org-2" } }),
    makeToken({ claims: { role: "viewer", scopes: ["read"] } }),
    makeToken({ without: ["role", "email", "scopes"] }),
    makeToken({ expiresIn: -60 }),
    makeToken({ secret: "another-secret-another-secret-another-1" }),
    makeToken({ audience: "somebody-else" }),
    makeToken({ claims: { product: "other" } }),
  ]);
}

const METHODS = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const PATHS = [
  "/api/v1/agents",
  "/api/v1/agents/42",
  "/api/v1/agents/search",
  "/api/v1/agents/42/run",
  "/api/v1/files/a",
  "/api/v1/files/a/b/c",
  "/api/v1/status",
  "/api/v1/other/thing",
];
const SEGMENTS = [
  "api",
  "v1",
  "agents",
  "search",
  "run",
  "files",
  "status",
  "docs",
  "42",
  "~u",
  "Z",
];
const ODD_SEGMENTS = [
  "",
  ".",
  "..",
  "%2e%2e",
  "a%2fb",
  "%41gents",
  "%7e",
  "%zz",
  "a%20b",
  "%c3%A9",
  "a;b",
];
const QUERIES = ["", "a=1&b=%20", "q=%2f%2F", "x[]=1", "a=?/"];
const LINES = [
  "Origin: https://partner.example",
  "Origin: https://evil.example",
  "Sec-Fetch-Site: same-origin",
  "Access-Control-Request-Method: POST",
  "Access-Control-Request-Headers: authorization",
  "Via: 1.1 eloquent-gateway",
  "Via: 1.1 proxy.example",
  "X-Forwarded-For: 203.0.113.9, 198.51.100.7",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: app.example",
  "X-Platform-Address: 203.0.113.77",
  "X-Real-IP: 203.0.113.1",
  "X-Org-ID: somebody-else",
  "x_user_id: somebody-else",
  "Connection: x-custom, x-org-id",
  "X-Custom: kept",
  "Cookie: theme=dark; next-auth.session-token=abc",
  "Accept: application/json",
  "Accept-Language: de",
  'If-None-Match: "abc"',
  "Range: bytes=0-1",
  "Cache-Control: no-cache",
  "Cache-Control: no-store",
  "Cache-Control: only-if-cached",
  "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "tracestate: vendor=1",
  "X-Request-ID: bad id",
  "Host: app.example",
  "User-Agent: generated/1.0",
];

/** Requests that chance alone may leave out. */
export function rareRequests(token: string | undefined): Written[] {
  const preflight = ["Origin: https://evil.example", "Access-Control-Request-Method: GET"];
  const upload = [`Authorization: Bearer ${token}`, "Content-Length: 13"];
  return [
    { method: "OPTIONS", target: "/api/v1/agents", lines: preflight, body: "" },
    { method: "POST", target: "/api/v1/agents", lines: upload, body: "a longer body" },
    { method: "GET", target: "http://other.example/%zz/status", lines: [], body: "" },
    { method: "GET", target: "/elsewhere/%ff", lines: [], body: "" },
    { method: "GET", target: "/api/v1/nowhere", lines: [], body: "" },
  ];
}

/** Requests near the routes, and some far from them. */
export function writtenRequests(tokens: readonly string[]): fc.Arbitrary<Written> {
  const credentials = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(...tokens).map((token) => [`Authorization: Bearer ${token}`]),
    },
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ["Authorization: Basic dTpw"],
        ["Authorization: Bearer not a token"],
        [`authorization: bearer ${tokens[0]}`],
        [`Authorization: Bearer ${tokens[0]}`, "Authorization: Bearer again"],
      ),
    },
  );
  return fc
    .record({
      method: fc.constantFrom(...METHODS),
      target: targets(),
      credentials,
      lines: fc.subarray(LINES, { maxLength: 6 }),
      hasId: fc.boolean(),
      id: fc.uuid(),
      body: fc.constantFrom("", "", "{}", "a longer body"),
    })
    .map(({ body, credentials, hasId, id, lines, method, target }) => {
      const length = body === "" || method === "GET" ? [] : [`Content-Length: ${body.length}`];
      const requestId = hasId ? [`X-Request-ID: ${id}`] : [];
      const written = [...requestId, ...lines, ...credentials, ...length];
      return { method, target, lines: written, body: length.length === 0 ? "" : body };
    });
}

function targets(): fc.Arbitrary<string> {
  const segment = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...SEGMENTS) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_SEGMENTS) },
  );
  const built = fc
    .record({
      prefix: fc.constantFrom("/api/v1", "/api/v1", "/api/v1", "/api", "", "/API/v1", "//api/v1"),
      segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
    })
    .map(({ prefix, segments }) => `${prefix}/${segments.join("/")}`);
  const path = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PATHS) },
    { weight: 2, arbitrary: built },
  );
  return fc
    .record({ path, query: fc.constantFrom(...QUERIES), isAbsolute: fc.nat(20) })
    .map(({ isAbsolute, path, query }) => {
      const target = query === "" ? path : `${path}?${query}`;
      return isAbsolute === 0 ? `http://other.example${target}` : target;
    });
}
