import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { prettyLine, prettyLog } from "./pretty-log.ts";

const ACCESS = {
  ...{ level: "info", time: "2026-03-01T10:00:00.123Z", request_id: "req-1", trace_id: "4bf9" },
  ...{ method: "GET", path: "/api/v1/agents/7", route: "/api/v1/agents/{id}", status: 200 },
  ...{ duration_ms: 12.41, upstream: "AGENTS_SERVICE_URL", upstream_ms: 11.87, attempts: 1 },
  ...{ bytes_out: 514, org_id: "org-1", user_id: "user-1", client_ip: "::1", lane: "route" },
};
const pretty = (fields: object) => stripVTControlCharacters(prettyLine(JSON.stringify(fields)));

test("says of a request at a glance who asked for what, and how it went", () => {
  expect(pretty(ACCESS)).toMatch(
    /^\d\d:\d\d:\d\d 200 GET {4}\/api\/v1\/agents\/7 12.41 ms \(AGENTS_SERVICE_URL 11.87 ms\) user-1 of org-1$/,
  );
});

test("says why a request was refused, and what the cache and the retries did", () => {
  const refused = { ...ACCESS, level: "warn", status: 503, reason: "upstream_down", attempts: 2 };
  const cause = { type: "Error", message: "connect ECONNREFUSED" };

  const line = pretty({ ...refused, cause, cache: "miss", limited_by: "default" });

  expect(line).toContain(" warn 503 ");
  expect(line).toContain("2 tries");
  expect(line).toContain("cache: miss refused: upstream_down limit: default");
  expect(line).toContain("because: connect ECONNREFUSED");
});

test("shows what other lines say, with all their facts", () => {
  const fields = {
    level: "info",
    time: ACCESS.time,
    file: "routes.yaml",
    routes: 3,
    msg: "reloaded",
  };

  expect(pretty(fields)).toMatch(/^\d\d:\d\d:\d\d reloaded file=routes.yaml routes=3$/);
});

test("puts a bug's stack below its line", () => {
  const err = { type: "TypeError", message: "a bug", stack: "TypeError: a bug\n    at x.ts:1" };

  const [first, ...stack] = pretty({ ...ACCESS, level: "error", status: 500, err }).split("\n");

  expect(first).toContain(" error 500 ");
  expect(stack).toEqual(["    TypeError: a bug", "        at x.ts:1"]);
});

test.each(["▲ Next.js 16.4.6", "", '{"level": broken', '{"other":1}', "  - Local: http://x"])(
  "passes on what is not the gateway's: %j",
  (line) => {
    expect(prettyLine(line)).toBe(line);
  },
);

test("puts lines together that come in pieces, and ends with what has no end", async () => {
  const bytes = Buffer.from(`${JSON.stringify({ ...ACCESS, path: "/é" })}\nplain\nlast`);
  const within = bytes.indexOf("é") + 1;
  const pieces = [bytes.subarray(0, within), bytes.subarray(within)];

  const output = await text(Readable.from(pieces).pipe(prettyLog()));

  const lines = stripVTControlCharacters(output).split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain(" /é ");
  expect(lines.slice(1)).toEqual(["plain", "last"]);
});
