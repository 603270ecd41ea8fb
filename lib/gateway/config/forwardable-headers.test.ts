import { expect, test } from "vitest";
import { forwardingFault } from "./forwardable-headers.ts";

test.each(["authorization", "cookie", "x-tenant-hint"])("%s may be passed on", (header) => {
  expect(forwardingFault(header)).toBeNull();
});

test.each([
  "x-org-id",
  "x_user_id",
  "x.user.email",
  "x-user-role",
  "x-request-id",
  "via",
  "traceparent",
  "connection",
  "transfer-encoding",
  "te",
  "upgrade",
  "proxy-authorization",
  "host",
  "content-length",
  "forwarded",
  "x-forwarded-for",
  "x_forwarded_host",
  "x-real-ip",
  "cf-connecting-ip",
  "x-original-url",
  "x-http-method-override",
  "x-gateway-signature",
  "x-middleware-subrequest",
])("%s is never passed on", (header) => {
  expect(forwardingFault(header)).toMatch(/is never passed on/);
});
