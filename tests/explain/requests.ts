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

/** Good tokens of several callers, and one of every kind that is refused. */
export type Tokens = Awaited<ReturnType<typeof tokensOfAllMakes>>;

/** Makes them, for the one secret that the gateway under test knows. */
export async function tokensOfAllMakes() {
  const scopes = ["read", "write:agents", "admin"];
  return {
    user: await makeToken(),
    viewer: await makeToken({ claims: { role: "viewer", scopes: ["read"] } }),
    admin: await makeToken({ claims: { scopes, org_id: "org-2" } }),
    sparse: await makeToken({ without: ["role", "email", "scopes"] }),
    expired: await makeToken({ expiresIn: -60 }),
    forged: await makeToken({ secret: "another-secret-another-secret-another-1" }),
    misdirected: await makeToken({ audience: "somebody-else" }),
    ofOtherProduct: await makeToken({ claims: { product: "other" } }),
  };
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

/** A request for every kind of answer, since chance alone leaves some of them out. */
export function requestsByAnswer({ expired, user, viewer }: Tokens): [string, Written][] {
  const by = (token: string) => `Authorization: Bearer ${token}`;
  const preflight = ["Access-Control-Request-Method: GET"];
  const row = (answer: string, target: string, lines: string[], method = "GET", body = "") => {
    const length = body === "" ? [] : [`Content-Length: ${body.length}`];
    const written: Written = { method, target, lines: [...lines, ...length], body };
    return [answer, written] satisfies [string, Written];
  };
  return [
    row("200", "/api/v1/agents/42", [by(user)]),
    row("204", "/api/v1/agents", ["Origin: https://partner.example", ...preflight], "OPTIONS"),
    row("400 BAD_REQUEST", "/api/v1/agents/a%2fb", [by(user)]),
    row("401 UNAUTHORIZED", "/api/v1/agents", []),
    row("401 EXPIRED_TOKEN", "/api/v1/agents", [by(expired)]),
    row("403 FORBIDDEN", "/api/v1/files/a", [by(viewer)], "DELETE"),
    row("403 INSUFFICIENT_SCOPE", "/api/v1/agents", [by(viewer)], "POST"),
    row("404 NOT_FOUND", "/api/v1/", []),
    row("405 METHOD_NOT_ALLOWED", "/api/v1/agents", [by(user)], "PATCH"),
    row("413 PAYLOAD_TOO_LARGE", "/api/v1/agents", [by(user)], "POST", "a longer body"),
    row("502 BAD_GATEWAY", "/api/v1/status", ["Via: 1.1 eloquent-gateway"]),
    row("504 GATEWAY_TIMEOUT", "/api/v1/status", ["Cache-Control: only-if-cached"]),
  ];
}

/** Requests that once showed a difference. */
export const COUNTEREXAMPLES: readonly Written[] = [
  { method: "GET", target: "http://other.example/%zz/status", lines: [], body: "" },
  { method: "GET", target: "/elsewhere/%ff", lines: [], body: "" },
  {
    method: "OPTIONS",
    target: "/api/v1/agents",
    lines: ["Origin: https://evil.example", "Access-Control-Request-Method: GET"],
    body: "",
  },
];

/** Requests near the routes, and some far from them. */
export function writtenRequests(tokens: Tokens): fc.Arbitrary<Written> {
  const credentials = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .constantFrom(...Object.values(tokens))
        .map((token) => [`Authorization: Bearer ${token}`]),
    },
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ["Authorization: Basic dTpw"],
        ["Authorization: Bearer not a token"],
        [`authorization: bearer ${tokens.user}`],
        [`Authorization: Bearer ${tokens.user}`, "Authorization: Bearer again"],
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
