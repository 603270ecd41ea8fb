import { expect, test } from "vitest";
import { logUpstreamEvents } from "./event-log.ts";
import type { UpstreamEvent } from "./pool.ts";

const upstream = "SERVICE";

test.each<[UpstreamEvent, string, object]>([
  [{ kind: "circuit", upstream, state: "open" }, "warn", { upstream, circuit: "open" }],
  [{ kind: "circuit", upstream, state: "half_open" }, "info", { upstream, circuit: "half_open" }],
  [{ kind: "circuit", upstream, state: "closed" }, "info", { upstream, circuit: "closed" }],
  [{ kind: "ejected", upstream, server: "http://a" }, "warn", { upstream, server: "http://a" }],
  [{ kind: "returned", upstream, server: "http://a" }, "info", { upstream, server: "http://a" }],
])("writes one line about %j, as %s", (event, level, facts) => {
  const lines: unknown[] = [];
  const at = (level: string) => (facts: object) => lines.push([level, facts]);

  logUpstreamEvents({ info: at("info"), warn: at("warn") })(event);

  expect(lines).toEqual([[level, facts]]);
});
