import { expect, test } from "vitest";
import type { CorsConfig } from "../config/schema.ts";
import { corsHeaders, isPreflight, preflightHeaders } from "./cors-headers.ts";

const cors: CorsConfig = {
  allowedOrigins: ["https://partner.example"],
  allowedHeaders: ["authorization", "content-type"],
  exposedHeaders: ["X-Request-ID", "ETag"],
  maxAgeSeconds: 600,
  allowCredentials: false,
};
const none = { ...cors, allowedOrigins: [] };
const request = ["Origin", "https://partner.example"];
const METHODS = "GET, HEAD, OPTIONS";

test.each([
  ["OPTIONS", ["Origin", "https://a", "Access-Control-Request-Method", "PUT"], true],
  ["OPTIONS", ["Origin", "https://a"], false],
  ["OPTIONS", ["Access-Control-Request-Method", "PUT"], false],
  ["GET", ["Origin", "https://a", "Access-Control-Request-Method", "PUT"], false],
])("%s with %j is a preflight: %s", (method, headers, expected) => {
  expect(isPreflight(method, headers)).toBe(expected);
});

test("lets an allowed origin read the answer and the exposed headers", () => {
  expect(corsHeaders(request, "allowed", cors)).toEqual([
    ...["vary", "Origin", "access-control-allow-origin", "https://partner.example"],
    ...["access-control-expose-headers", "X-Request-ID, ETag"],
  ]);
});

test.each(["foreign", "same", "none"] as const)(
  "tells caches of the origin, and nothing else, on a %s call",
  (origin) => {
    expect(corsHeaders(request, origin, cors)).toEqual(["vary", "Origin"]);
  },
);

test("adds nothing without a list", () => {
  expect(corsHeaders(request, "foreign", none)).toEqual([]);
});

test("allows credentials only where the configuration says so", () => {
  const headers = corsHeaders(request, "allowed", { ...cors, allowCredentials: true });

  expect(headers).toContain("access-control-allow-credentials");
  expect(corsHeaders(request, "allowed", cors)).not.toContain("access-control-allow-credentials");
});

test("answers every origin with * under *, never together with credentials", () => {
  const any = { ...cors, allowedOrigins: ["*"] };

  const headers = corsHeaders(request, "allowed", any);

  expect(headers).toContain("*");
  expect(headers).not.toContain("access-control-allow-credentials");
});

test("answers an allowed preflight with methods, headers and how long to remember them", () => {
  expect(preflightHeaders(request, "allowed", cors, METHODS)).toEqual([
    ...["vary", "Origin", "access-control-allow-origin", "https://partner.example"],
    ...["access-control-allow-methods", METHODS],
    ...["access-control-allow-headers", "authorization, content-type"],
    ...["access-control-max-age", "600"],
  ]);
});

test("answers a preflight of our own pages without CORS headers", () => {
  expect(preflightHeaders(request, "same", cors, METHODS)).toEqual([
    ...["allow", METHODS, "vary", "Origin"],
  ]);
  expect(preflightHeaders(request, "same", none, METHODS)).toEqual(["allow", METHODS]);
});
