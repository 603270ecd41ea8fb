import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup as buildApp } from "#tests/support/build.ts";
import { ensureChromium } from "../chromium.ts";
import { ensureGo } from "../go.ts";
import { ensureHaproxy } from "../haproxy.ts";
import { ensureNginx } from "../nginx.ts";
import { ensureRedisServer } from "../redis-server.ts";
import { type Command, run } from "./command.ts";
import { readPlaywright, readVitest, verdict } from "./reports.ts";
import type { Outcome, Stage } from "./stage.ts";

/** The stages that run tests. One build serves those that start the app. */
export const testStages: readonly Stage[] = [
  { name: "unit tests", run: () => vitest("unit", 3) },
  { name: "production build", run: build },
  { name: "conformance tests", run: conformance },
  { name: "browser tests", run: playwright },
];

async function build(): Promise<Outcome> {
  buildApp();
  return { passed: 0, failures: [] };
}

async function conformance(): Promise<Outcome> {
  // Once, before files that need them run beside each other.
  ensureRedisServer();
  ensureNginx();
  ensureHaproxy();
  ensureGo();
  return vitest("conformance", 8);
}

async function vitest(project: string, minutesMax: number): Promise<Outcome> {
  return reported(readVitest, (file) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    return run(["vitest", "run", "--project", project, ...reporters], minutesMax, {
      APP_IS_BUILT: "1",
    });
  });
}

async function playwright(): Promise<Outcome> {
  const chromium = ensureChromium();
  const command: Command = ["playwright", "test", "--reporter=list,json"];
  return reported(readPlaywright, (file) =>
    run(command, 7, {
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
      PLAYWRIGHT_CHROMIUM_EXECUTABLE: chromium,
    }),
  );
}

async function reported(
  read: (report: unknown) => Outcome,
  runner: (reportFile: string) => Promise<number>,
): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), "eloquent-tests-"));
  const file = join(directory, "report.json");
  try {
    const exitCode = await runner(file);
    return verdict(read(JSON.parse(readFileSync(file, "utf8"))), exitCode);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
