import { expect, test } from "vitest";
import { readUpstream } from "./upstream-urls.ts";

const env = {
  AGENTS: "http://agents:8080",
  BASED: "https://Platform.example/base/",
  POOL: "http://one:1, http://two:2",
  PADDED: " http://agents:80 ",
  EMPTY: "",
  SECRET: "http://user:hunter2@agents",
  SOCKET: "unix:/var/run/hunter2.sock",
  QUERY: "http://agents/?key=hunter2",
};

test.each([
  ["$AGENTS", "AGENTS", ["http://agents:8080"]],
  ["${AGENTS}", "AGENTS", ["http://agents:8080"]],
  ["$AGENTS/v2", "AGENTS", ["http://agents:8080/v2"]],
  ["${BASED}/v2/", "BASED", ["https://platform.example/base/v2"]],
  ["$PADDED", "PADDED", ["http://agents"]],
  ["$POOL", "POOL", ["http://one:1", "http://two:2"]],
  ["$AGENTS, $POOL", "AGENTS,POOL", ["http://agents:8080", "http://one:1", "http://two:2"]],
  ["http://agents", "agents:80", ["http://agents"]],
  ["https://agents/", "agents:443", ["https://agents"]],
  ["HTTP://Agents:8080/base/", "agents:8080", ["http://agents:8080/base"]],
  ["http://[::1]:8080", "[::1]:8080", ["http://[::1]:8080"]],
  ["http://a:1,http://b:2", "a:1,b:2", ["http://a:1", "http://b:2"]],
])("reads %j as an upstream", (source, name, urls) => {
  expect(readUpstream(source, env)).toEqual([{ name, urls }, []]);
});

test.each([
  ["$MISSING", /MISSING is not set/],
  ["${MISSING}", /MISSING is not set/],
  ["$EMPTY", /EMPTY is not set/],
  ["$constructor", /constructor is not set/],
  ["$", /must name a variable/],
  ["${AGENTS", /must name a variable/],
  ["$1", /must name a variable/],
  ["$AGENTS:80", /only a path/],
  ["$AGENTS/../x", /dot segment/],
  ["", /must be an http/],
  ["agents:8080", /must be an http/],
  ["ftp://agents", /must be an http/],
  ["http://", /must be an http/],
  ["http:///agents", /must be an http/],
  ["http://agents:99999", /must be an http/],
  ["http://agents\\x", /must be an http/],
  ["http://a gents", /must be an http/],
  ["http://agents/a/../b", /dot segment/],
  ["http://agents//b", /empty segment/],
  ["http://agents/?", /query or a fragment/],
  ["http://agents#", /query or a fragment/],
  ["http://user@agents", /credentials/],
  ["http://a,,http://b", /must be an http/],
])("refuses %j as an upstream", (source, message) => {
  const [, faults] = readUpstream(source, env);

  expect(faults).toEqual([expect.stringMatching(message)]);
});

test.each(["$SECRET", "$SOCKET", "$QUERY", "http://user:hunter2@agents"])(
  "does not repeat the value of %s in a fault",
  (source) => {
    const [, faults] = readUpstream(source, env);

    expect(faults).toHaveLength(1);
    expect(faults.join()).not.toContain("hunter2");
  },
);
