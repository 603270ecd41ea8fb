import { expect } from "vitest";
import type { Answer } from "./http-client.ts";

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/**
 * Checks that an answer is the platform's error envelope and nothing else, not to be stored, with
 * the request id of its header. Gives the message.
 */
export function expectEnvelope(answer: Answer, status: number, code: string): string {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
  const body = JSON.parse(answer.text);
  expect(body).toEqual({
    error: { code, message: expect.any(String), request_id: answer.header("x-request-id") },
    metadata: { success: false, timestamp: expect.stringMatching(TIMESTAMP) },
  });
  expect(answer.header("x-request-id")).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
  expect(answer.header("content-type")).toMatch(/^application\/json/);
  expect(answer.values("cache-control")).toEqual(["no-store"]);
  return body.error.message;
}
