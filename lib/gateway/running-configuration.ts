import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Logger } from "pino";
import type { Env } from "../env.ts";
import { formatFaults } from "./config/faults.ts";
import { type Finding, lint } from "./config/lint.ts";
import { parseConfig } from "./config/parse.ts";
import { watchFile } from "./config/watch.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import type { Parts } from "./pipeline/order.ts";

const HASH_DIGITS = 12;

/** routes.yaml cannot be used. The message lists every fault with its line and column. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/** The configuration that runs, and how it came to. */
export type RunningConfiguration = {
  /** Its gateway; read it per request. */
  readonly gateway: Gateway;
  /** The first digits of the SHA-256 of its routes.yaml. */
  readonly hash: string;
  /** What its author may not have meant. */
  readonly findings: readonly Finding[];
  /** Milliseconds since the epoch. */
  readonly loadedAt: number;
  /** Whether the last change of routes.yaml, if any, was taken up. */
  readonly isLastGood: boolean;
  /** Changes taken up and refused since the start. */
  readonly reloads: number;
  readonly refusals: number;
  /** Takes up routes.yaml as it is now; a bad one is logged, and the running configuration stays. */
  reload(): void;
};

/** Reads routes.yaml, and takes up its changes from then on. Throws ConfigurationError. */
export function openConfiguration(env: Env, log: Logger, parts: Parts): RunningConfiguration {
  const path = resolve(/* turbopackIgnore: true */ process.cwd(), env.routesFile);
  const file = env.routesFile;
  let text = readRoutes(path, env);
  const running = {
    ...loaded(text, env, parts),
    ...{ loadedAt: Date.now(), isLastGood: true, reloads: 0, refusals: 0 },
    reload,
  };

  function takeUp(changed: string): void {
    text = changed;
    try {
      Object.assign(running, loaded(text, env, parts));
      running.loadedAt = Date.now();
      running.reloads += 1;
      running.isLastGood = true;
      const { hash, gateway } = running;
      log.info({ file, hash, routes: gateway.config.routes.length }, "configuration reloaded");
    } catch (error) {
      refuse();
      const faults = error instanceof ConfigurationError ? error.message : String(error);
      log.error({ file, faults }, "changed configuration refused, the running one stays");
    }
  }

  function refuse(): void {
    running.refusals += 1;
    running.isLastGood = false;
  }

  function onError(error: unknown): void {
    refuse();
    log.error({ file, err: error }, "configuration cannot be read");
  }

  const watch = () => watchFile(path, takeUp, { knownText: text, onError });
  let endWatch = watch();

  function reload(): void {
    try {
      takeUp(readRoutes(path, env));
    } catch (error) {
      onError(error);
      return;
    }
    // Only what differs from this text is a change from now on.
    endWatch();
    endWatch = watch();
  }

  return running;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS);
}

function readRoutes(path: string, env: Env): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ path, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : String(error);
    throw new ConfigurationError(`${env.routesFile} cannot be read: ${why}`);
  }
}

function loaded(text: string, env: Env, parts: Parts) {
  const result = parseConfig(text, { file: env.routesFile, env: env.all });
  if (!result.ok) throw new ConfigurationError(formatFaults(result.faults));
  return {
    gateway: createGateway(result.config, parts),
    hash: hashOf(text),
    findings: lint(result.config, result.source, env.all),
  };
}
