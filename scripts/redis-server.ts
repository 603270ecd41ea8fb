import { ensureSystemProgram } from "./system-program.ts";

/** The name of a redis-server that runs, for the tests of shared state. Throws as ensureSystemProgram does. */
export function ensureRedisServer(): string {
  return ensureSystemProgram({ name: "redis-server", versionArgument: "--version" });
}
