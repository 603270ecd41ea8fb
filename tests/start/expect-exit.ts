import { once } from "node:events";
import { expect } from "vitest";
import { spawnApp } from "#tests/support/app.ts";

/** Starts the app, which must end by itself with this code. Gives what it wrote. */
export async function expectExit(
  options: Parameters<typeof spawnApp>[0],
  code: number,
): Promise<string> {
  const app = await spawnApp(options);
  if (app.process.exitCode === null) await once(app.process, "close");
  expect({ code: app.process.exitCode, output: app.output() }).toMatchObject({ code });
  return app.output();
}
