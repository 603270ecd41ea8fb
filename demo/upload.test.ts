import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { receiveFile } from "./upload.ts";

test("leaves no unfinished file behind when the sender breaks off", async () => {
  const directory = await mkdtemp(join(tmpdir(), "eloquent-upload-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  async function* broken() {
    yield Buffer.from("half of it");
    throw new Error("socket closed");
  }

  const received = receiveFile(broken(), join(directory, "file"));

  await expect(received).rejects.toThrow("socket closed");
  expect(await readdir(directory)).toEqual([]);
});
