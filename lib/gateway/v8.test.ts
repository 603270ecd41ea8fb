import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { V8_FLAGS } from "./v8.ts";

// V8 passes over a flag that it does not know without a word; Node, as a parameter, refuses it.
test.each(V8_FLAGS)("is known to this Node: %s", (flag) => {
  const { status, stderr } = spawnSync(process.execPath, [flag, "--eval", ""], {
    encoding: "utf8",
  });

  expect([status, stderr]).toEqual([0, ""]);
});
