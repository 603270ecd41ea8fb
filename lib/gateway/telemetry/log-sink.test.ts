import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { LogSink } from "./log-sink.ts";

const MODULE = join(import.meta.dirname, "log-sink.ts");
const LINES = Array.from({ length: 30_000 }, (_, index) => `{"line":${index},"é":"☃"}\n`);

test("writes every line, whole and in order, to where it is told", async () => {
  const { path, sink } = toFile();

  for (const line of LINES) sink.write(line);
  await sink.flush();

  expect(readFileSync(path, "utf8")).toBe(LINES.join(""));
  expect(sink.dropped).toBe(0);
});

test("writes what has come so far within half a second, without being asked", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const { path, sink } = toFile();
  sink.write("a line\n");

  vi.advanceTimersByTime(500);
  vi.useRealTimers();

  await expect.poll(() => readFileSync(path, "utf8")).toBe("a line\n");
});

test("writes what is left at once when asked to", () => {
  const { path, sink } = toFile();
  sink.write("a line\n");

  sink.flushSync();

  expect(readFileSync(path, "utf8")).toBe("a line\n");
});

test("writes lines that no batch can hold, in their order, and reuses what has left", async () => {
  const { path, sink } = toFile();
  const lines = [10, 400_000, 20, 90_000, 80_000, 70_000, 60_000, 400_000, 5].map(
    (length, index) => `${String(index).repeat(length)}☃\n`,
  );

  for (const line of [...lines, ...lines]) {
    sink.write(line);
    await sink.flush();
  }
  for (const line of lines) sink.write(line);
  await sink.flush();

  expect(readFileSync(path, "utf8")).toBe([...lines, ...lines, ...lines].join(""));
});

test("has nothing to wait for when nothing was written", async () => {
  await expect(toFile().sink.flush()).resolves.toBeUndefined();
});

test("drops whole lines, and counts them, beyond what may wait", () => {
  const sink = new LogSink(openSync("/dev/null", "w"), 600_000);

  for (let index = 0; index < 1000; index++) sink.write(`${"x".repeat(1023)}\n`);

  // Two batches fit. A batch of 256 KB ends before the line that could become too long for it, three
  // bytes a character: after 254.
  expect(sink.dropped).toBe(254);
});

test("goes on, and counts what is lost, when nobody can take the lines", async () => {
  const sink = new LogSink(openSync("/dev/null", "r"));

  sink.write("one\ntwo\n");
  await sink.flush();
  sink.write("three\n");
  sink.flushSync();

  expect(sink.dropped).toBe(3);
});

test("loses nothing of a process that flushes before it exits, however slowly it is read", async () => {
  const child = writing("await sink.flush(); process.exit();");

  expect(await text(child.stdout)).toBe(LINES.join(""));
});

// A batch that was on its way may come after what is written at the exit.
test("loses and tears no line of a process that exits all at once", () => {
  const output = execFileSync(process.execPath, parameters("process.exit();"));

  const lines = output.toString().split(/(?<=\n)/);
  expect(lines.sort()).toEqual(LINES.toSorted());
});

test("ends with a process whose reader has gone", async () => {
  const child = writing("process.exit();");
  child.stdout.destroy();

  expect(await once(child, "exit")).toEqual([0, null]);
});

function toFile() {
  const path = join(mkdtempSync(join(tmpdir(), "log-")), "log");
  return { path, sink: new LogSink(openSync(path, "w")) };
}

function writing(last: string) {
  return spawn(process.execPath, parameters(last), { stdio: ["ignore", "pipe", "inherit"] });
}

/** A process that writes all lines to standard output, with the hook that the gateway has. */
function parameters(last: string): string[] {
  const code = `import { LogSink } from ${JSON.stringify(MODULE)};
    const sink = new LogSink(1);
    process.once("exit", () => sink.flushSync());
    for (let index = 0; index < 30_000; index++) sink.write('{"line":' + index + ',"é":"☃"}\\n');
    ${last}`;
  return ["--input-type=module", "--eval", code];
}
