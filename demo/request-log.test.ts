import { expect, test } from "vitest";
import { requestLines } from "./request-log.ts";

const entry = {
  service: "agents",
  method: "GET",
  target: "/api/v1/agents",
  status: 200,
  elapsedMs: 2.6,
  isClientGone: false,
  headers: {},
};

test("says when a request came without any forwarded header", () => {
  const lines = requestLines(entry);

  expect(lines).toEqual([
    "agents    GET /api/v1/agents → 200, done in 3 ms",
    "          no forwarded headers",
  ]);
});

test("reads header bytes as UTF-8", () => {
  const bytes = Buffer.from("zoë@acme.example", "utf8").toString("latin1");

  const lines = requestLines({ ...entry, headers: { "x-user-email": [bytes] } });

  expect(lines[1]).toContain("X-User-Email: zoë@acme.example");
});

test("escapes control characters, so that no value can forge a line", () => {
  const lines = requestLines({ ...entry, target: "/a\u009b\u001b[2J", headers: {} });

  expect(lines[0]).toContain(String.raw`/a\u009b\u001b[2J`);
});

test("tells an answer cut off by the client from a finished one", () => {
  const lines = requestLines({ ...entry, status: null, isClientGone: true });

  expect(lines[0]).toContain("→ no answer, client gone");
});
