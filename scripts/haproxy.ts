import { ensureSystemProgram } from "./system-program.ts";

/** The name of an HAProxy that runs, which restarts are tested behind. Throws as ensureSystemProgram does. */
export function ensureHaproxy(): string {
  return ensureSystemProgram({ name: "haproxy", versionArgument: "-v" });
}
