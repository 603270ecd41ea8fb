import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const freePorts = { DEMO_AGENTS_PORT: "0", DEMO_WORKFLOWS_PORT: "0", DEMO_ENTITIES_PORT: "0" };

test("prints where each service is, and exits cleanly on SIGTERM", async () => {
  const directory = await mkdtemp(join(tmpdir(), "eloquent-main-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const env = { ...process.env, ...freePorts, DEMO_DATABASE: join(directory, "demo.sqlite") };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];

  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.startsWith("entities")) break;
  }
  child.kill("SIGTERM");
  const [exitCode] = await once(child, "exit");

  expect(lines).toEqual([
    expect.stringMatching(/^agents +http:\/\/127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^workflows +http:\/\/127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^entities +http:\/\/127\.0\.0\.1:\d+$/),
  ]);
  expect(exitCode).toBe(0);
});

test("exits with 1 and the variable's name when a port is no port", async () => {
  const env = { ...process.env, ...freePorts, DEMO_AGENTS_PORT: "http" };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");

  const complaint = await Array.fromAsync(child.stderr.setEncoding("utf8"));
  const [exitCode] = await exited;

  expect(exitCode).toBe(1);
  expect(complaint.join("")).toContain("DEMO_AGENTS_PORT");
});
