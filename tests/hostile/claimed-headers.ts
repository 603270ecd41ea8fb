import { ORG } from "./attack.ts";
import { FORGED } from "./oracle.ts";

const IDENTITY = ["X-Org-ID", "X-User-ID", "X-User-Email", "X-User-Role"];

/** Lines by which a client says who it is. The oracle knows that none of it may arrive. */
export const CLAIMED = [
  ["the identity headers as they are", IDENTITY.map((name) => `${name}: ${FORGED}`)],
  ["them in small letters", IDENTITY.map((name) => `${name.toLowerCase()}: ${FORGED}`)],
  ["them in capitals", IDENTITY.map((name) => `${name.toUpperCase()}: ${FORGED}`)],
  ["underscores for dashes", IDENTITY.map((name) => `${name.replaceAll("-", "_")}: ${FORGED}`)],
  ["dots for dashes", IDENTITY.map((name) => `${name.replaceAll("-", ".")}: ${FORGED}`)],
  ["dashes and underscores mixed", ["X_Org-ID: forged", "x-org_id: forged", "X.Org_ID: forged"]],
  ["an identity header many times", Array.from({ length: 50 }, () => `X-Org-ID: ${FORGED}`)],
  ["an empty identity header", ["X-Org-ID:", "X-User-ID:  "]],
  ["a list in an identity header", [`X-Org-ID: ${ORG}, ${FORGED}`]],
  [
    "them before and after Connection",
    ["X-Org-ID: forged", "Connection: X-Org-ID", "x-org-id: forged"],
  ],
  [
    "Connection with the headers that we add",
    ["Connection: X-Org-ID, X-User-ID, X-Request-ID, Via, X-Forwarded-For"],
  ],
  ["Connection with folded names", ["Connection: x_org_id, X.User.ID"]],
  ["Connection with what it needs itself", ["Connection: Authorization, Host, Content-Length"]],
  [
    "Connection many times",
    ["Connection: keep-alive", "Connection: X-Org-ID", "Connection: X-User-ID"],
  ],
  [
    "X-Forwarded-*",
    [
      "X-Forwarded-For: forged",
      "X-Forwarded-Proto: forged",
      "X-Forwarded-Host: forged",
      "X-Forwarded-Port: 1",
      "X-Forwarded-Prefix: /forged",
      "X-Forwarded-User: forged",
    ],
  ],
  [
    "X_Forwarded_*",
    ["X_Forwarded_For: forged", "X.Forwarded.Host: forged", "x_forwarded-proto: forged"],
  ],
  ["Forwarded", ["Forwarded: for=forged;host=forged;proto=https", "forwarded: by=forged"]],
  [
    "addresses in other words",
    [
      "X-Real-IP: forged",
      "X-Client-IP: forged",
      "True-Client-IP: forged",
      "CF-Connecting-IP: forged",
    ],
  ],
  ["another URL", ["X-Original-URL: /api/v1/open/x", "X-Rewrite-URL: /api/v1/open/x"]],
  [
    "another method",
    [
      "X-HTTP-Method-Override: DELETE",
      "X-Method-Override: DELETE",
      "X_HTTP_Method_Override: DELETE",
    ],
  ],
  [
    "x-middleware-subrequest",
    ["x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware"],
  ],
  [
    "its kin",
    [
      "x-middleware-rewrite: /api/v1/open/x",
      "x-middleware-next: 1",
      "x-middleware-set-cookie: a=1",
      "x-middleware-override-headers: x-org-id",
      "x-middleware-request-x-org-id: forged",
      "x-middleware-invoke: 1",
      "X_Middleware_Subrequest: 1",
    ],
  ],
  [
    "Next's internal headers",
    [
      "x-invoke-path: /api/v1/open/x",
      "x-invoke-status: 200",
      "x-matched-path: /api/v1/open/x",
      "x-now-route-matches: 1=open",
      "x-nextjs-data: 1",
      "x-nextjs-matched-path: /x",
      "x-vercel-id: forged",
    ],
  ],
  [
    "the headers of Next's own pages",
    [
      "RSC: 1",
      "Next-Router-Prefetch: 1",
      "Next-Router-State-Tree: %5B%5D",
      "Next-Url: /api/v1/open/x",
      "Purpose: prefetch",
    ],
  ],
  [
    "the gateway's own words",
    [
      "X-Gateway-Signature: t=1,v1=forged",
      "X-Gateway-Raw: 1",
      "x-gateway-raw-00000000-0000-0000-0000-000000000000: 1",
      "X_Gateway_Anything: forged",
    ],
  ],
  ["TE and Trailer", ["TE: trailers, deflate", "Trailer: X-Org-ID"]],
  ["proxy credentials", ["Proxy-Authorization: Basic Zm9yZ2Vk", "Proxy-Connection: keep-alive"]],
  ["an expectation that nobody knows", ["Expect: 200-maybe"]],
  ["a request id that is none", ["X-Request-ID: forged\tid", "x_request_id: forged"]],
  ["a request id of other signs", ["X-Request-ID: <script>forged</script>"]],
  ["a trace of its own, twice", ["traceparent: 00-forged-01", "traceparent: 00-forged-02"]],
  ["cookies", ["Cookie: next-auth.session-token=forged; X-Org-ID=forged", "Cookie: a=b"]],
  ["200 headers", Array.from({ length: 200 }, (_, index) => `X-Some-${index}: ${index}`)],
] as const;
