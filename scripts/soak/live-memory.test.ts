import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { liveMemory } from "./live-memory.ts";

const MB = 1024 ** 2;
// Holds 20 MB more with each line that it reads, and makes as much garbage.
const PROGRAM = `
  const held = [];
  process.stdin.on("data", () => {
    held.push(Buffer.alloc(${20 * MB}, 1));
    Buffer.alloc(${20 * MB}, 1);
    console.log("done");
  });`;

test("tells what a process holds, and not its garbage", async () => {
  const child = spawn(process.execPath, ["--inspect=127.0.0.1:0", "-e", PROGRAM]);
  onTestFinished(() => {
    child.kill();
  });
  const [said] = await once(createInterface(child.stderr), "line");
  const memory = await liveMemory(String(said).replace(/^.*(?=ws:)/, ""));
  onTestFinished(() => memory.close());

  const before = await memory.bytes();
  child.stdin.write("more\n");
  await once(child.stdout, "data");
  const after = await memory.bytes();

  expect((after - before) / MB).toBeGreaterThan(19);
  expect((after - before) / MB).toBeLessThan(22);
});
