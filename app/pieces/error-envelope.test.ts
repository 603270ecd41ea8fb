import { expect, test } from "vitest";
import { failureInEnvelope } from "./error-envelope.ts";

test("reads code, message and request id of an envelope", () => {
  const error = { code: "UNAUTHORIZED", message: "Invalid or expired token", request_id: "req-1" };
  const metadata = { success: false, timestamp: "2024-03-01T10:00:00Z" };

  const failure = failureInEnvelope(JSON.stringify({ error, metadata }));

  expect(failure).toEqual({ code: error.code, message: error.message, requestId: "req-1" });
});

test.each([
  ["a service's own data", '{"data":{"error":{"code":"X","message":"y"}}}'],
  ["an error without a code", '{"error":{"message":"y"}}'],
  ["an error in words", '{"error":"Unauthorized"}'],
  ["text", "<html>Bad Gateway</html>"],
  ["nothing", ""],
])("takes %s for no envelope", (_, text) => {
  expect(failureInEnvelope(text)).toBeNull();
});
