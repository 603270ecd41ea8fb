import { EventEmitter, once } from "node:events";
import { mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchFile } from "./watch.ts";

let folder = "";
let path = "";
let stops: (() => void)[] = [];

type Options = NonNullable<Parameters<typeof watchFile>[2]>;

// Everything that the watch tells, in order: texts, and the codes of errors.
function watch(file = path, options: Options = { knownText: "one" }) {
  const told: string[] = [];
  const events = new EventEmitter();
  let read = 0;
  const tell = (text: string) => {
    told.push(text);
    events.emit("told");
  };
  const onError = (error: unknown) =>
    tell(error instanceof Error && "code" in error ? String(error.code) : "unknown");
  const stop = watchFile(file, tell, { intervalMs: 2, onError, ...options });
  stops.push(stop);
  const next = async () => {
    if (told.length <= read) await once(events, "told");
    return told[read++];
  };
  return { told, next, stop };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "watch-"));
  path = join(folder, "routes.yaml");
  await writeFile(path, "one");
});

afterEach(async () => {
  for (const stop of stops) stop();
  stops = [];
  await rm(folder, { recursive: true });
});

test("tells a file's new content", async () => {
  const watched = watch();

  await writeFile(path, "two");

  expect(await watched.next()).toBe("two");
});

test("tells a file that another one was renamed over", async () => {
  const watched = watch();

  await writeFile(join(folder, "new"), "two");
  await rename(join(folder, "new"), path);

  expect(await watched.next()).toBe("two");
});

test("tells a swapped symlink, as a mounted ConfigMap changes", async () => {
  const link = join(folder, "link");
  await writeFile(join(folder, "second"), "two");
  await symlink(path, link);
  const watched = watch(link);

  await symlink(join(folder, "second"), join(folder, "swap"));
  await rename(join(folder, "swap"), link);

  expect(await watched.next()).toBe("two");
});

test("says once that a file is gone, and tells it when it is back with other content", async () => {
  const watched = watch();

  await rm(path);
  expect(await watched.next()).toBe("ENOENT");
  await writeFile(join(folder, "other"), "x");
  // Another watch that looks less often: once it tells, the first one has looked many times.
  await watch(join(folder, "other"), { knownText: "", intervalMs: 50 }).next();
  await writeFile(path, "two");

  expect(await watched.next()).toBe("two");
  expect(watched.told).toEqual(["ENOENT", "two"]);
});

test("says nothing of a file that is back, or written again, with the same content", async () => {
  const watched = watch();

  await rm(path);
  expect(await watched.next()).toBe("ENOENT");
  await writeFile(path, "one");
  await writeFile(path, "two");

  expect(await watched.next()).toBe("two");
  expect(watched.told).toEqual(["ENOENT", "two"]);
});

test("without known content, what the file holds first is no change", async () => {
  const watched = watch(path, {});

  // Another watch that looks less often has looked twice once it tells of the file.
  const slower = watch(path, { knownText: "zero", intervalMs: 50 });
  await slower.next();
  await writeFile(path, "two");

  expect(await watched.next()).toBe("two");
  expect(watched.told).toEqual(["two"]);
});

test("a file that appears only later is a change", async () => {
  const watched = watch(join(folder, "later"), {});

  expect(await watched.next()).toBe("ENOENT");
  await writeFile(join(folder, "later"), "two");

  expect(await watched.next()).toBe("two");
});

test("tells nothing after it was stopped", async () => {
  const first = watch();
  first.stop();
  const second = watch();

  await writeFile(path, "two");

  expect(await second.next()).toBe("two");
  expect(first.told).toEqual([]);
});
