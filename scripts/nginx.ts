import { ensureSystemProgram } from "./system-program.ts";

/** The name of an nginx that runs, which some tests put before the app. Throws as ensureSystemProgram does. */
export function ensureNginx(): string {
  return ensureSystemProgram({ name: "nginx", versionArgument: "-v" });
}
