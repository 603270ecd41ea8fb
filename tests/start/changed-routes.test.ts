import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const fileWith = (...paths: readonly string[]) =>
  routesFile({ routes: paths.map((path) => ({ path, auth_required: false })) });
// A compilation of `next dev` may come between the change and the first look at it.
const PATIENCE = { timeout: 20_000 };

describe.each(["start", "dev"] as const)("next %s", (mode) => {
  let app: App;
  let upstream: UpstreamServer;

  beforeAll(async () => {
    upstream = await startUpstream();
    app = await startApp({
      mode,
      routes: fileWith("/api/v1/first"),
      env: { UPSTREAM: upstream.url },
    });
  });
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });
  const status = async (path: string) => (await send(app.url + path)).status;

  test("takes over a changed file while running", async () => {
    expect(await status("/api/v1/first")).toBe(200);
    expect(await status("/api/v1/second")).toBe(404);

    writeFileSync(app.routesFile, fileWith("/api/v1/second"));

    await expect.poll(() => status("/api/v1/second"), PATIENCE).toBe(200);
    expect(await status("/api/v1/first")).toBe(404);
  });

  test("keeps what it has when the file becomes bad, and says what is wrong and where", async () => {
    writeFileSync(app.routesFile, 'version: "1.0"\nroutes:\n  - path: /elsewhere\n');

    await app.outputMatching(/changed configuration refused.*|.*routes\.yaml:3:\d+.*/);
    expect(app.output()).toMatch(/routes\.yaml:3:\d+/);
    expect(await status("/api/v1/second")).toBe(200);
  });

  test("takes over a file that was renamed over the old one", async () => {
    const beside = `${app.routesFile}.new`;
    writeFileSync(beside, fileWith("/api/v1/third"));

    renameSync(beside, app.routesFile);

    await expect.poll(() => status("/api/v1/third"), PATIENCE).toBe(200);
  });

  test("takes over a file behind a link that was swapped, as ConfigMaps are", async () => {
    const target = join(dirname(app.routesFile), "mounted.yaml");
    writeFileSync(target, fileWith("/api/v1/fourth"));
    const link = `${app.routesFile}.link`;
    symlinkSync(target, link);

    renameSync(link, app.routesFile);

    await expect.poll(() => status("/api/v1/fourth"), PATIENCE).toBe(200);
  });

  test("keeps what it has while the file is missing", async () => {
    rmSync(app.routesFile);

    await app.outputMatching(/configuration cannot be read/);

    expect(await status("/api/v1/fourth")).toBe(200);
  });
});
