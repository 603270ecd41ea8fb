import { expect, test } from "vitest";
import type { CorsConfig } from "../config/schema.ts";
import { isOwnOrigin, originOf } from "./origin.ts";

const PUBLIC = "https://app.example";
const cors: CorsConfig = {
  allowedOrigins: ["https://partner.example", "http://localhost:5173"],
  allowedHeaders: [],
  exposedHeaders: [],
  maxAgeSeconds: 600,
  allowCredentials: false,
};

test("knows a call without Origin", () => {
  expect(originOf(["Host", "app.example"], cors, PUBLIC)).toBe("none");
});

test.each([
  ["a browser that says so", ["Origin", "https://x.example", "Sec-Fetch-Site", "same-origin"]],
  ["the host of the request", ["Origin", "http://gw.internal:3000", "Host", "gw.internal:3000"]],
  ["the host behind TLS", ["Origin", "https://gw.internal", "Host", "gw.internal"]],
  ["the host with its default port", ["Origin", "https://gw.internal", "Host", "GW.internal:443"]],
  ["the public origin, whatever the host", ["Origin", PUBLIC, "Host", "10.0.0.5:3000"]],
])("takes for our own pages: %s", (_, headers) => {
  expect(originOf(headers, cors, PUBLIC)).toBe("same");
});

test.each([["https://partner.example"], ["http://localhost:5173"]])("allows %s", (origin) => {
  expect(originOf(["Origin", origin, "Host", "gw"], cors, PUBLIC)).toBe("allowed");
});

test.each([
  "null",
  "",
  "http://partner.example",
  "https://partner.example:8443",
  "https://partner.example.evil.example",
  "https://evilpartner.example",
  "https://sub.partner.example",
  "https://PARTNER.example",
  "https://partner.example/",
  "https://partner.example@evil.example",
  "https://app.example.evil.example",
  "ftp://gw",
  "gw",
])("takes %j for foreign", (origin) => {
  expect(originOf(["Origin", origin, "Host", "gw"], cors, PUBLIC)).toBe("foreign");
});

test.each([
  ["https://gw:80", "gw:80", true],
  ["https://gw", "gw:80", false],
  ["http://gw", "gw:80", true],
  ["http://gw:3000", "gw", false],
  ["http://gw", "gw.example", false],
])("takes %s for the host %s: %s", (origin, host, expected) => {
  expect(isOwnOrigin(origin, ["Host", host], PUBLIC)).toBe(expected);
});

test("takes no origin for ours without a Host", () => {
  expect(isOwnOrigin("http://gw", [], PUBLIC)).toBe(false);
});

test("allows every origin but null under *, and none of them with credentials", () => {
  const any = { ...cors, allowedOrigins: ["*"] };

  expect(originOf(["Origin", "https://x.example"], any, PUBLIC)).toBe("allowed");
  expect(originOf(["Origin", "null"], any, PUBLIC)).toBe("foreign");
  expect(
    originOf(["Origin", "https://x.example"], { ...any, allowCredentials: true }, PUBLIC),
  ).toBe("foreign");
});
