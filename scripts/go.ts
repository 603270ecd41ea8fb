import { ensureSystemProgram } from "./system-program.ts";

/** The name of a Go that runs, for the example service. Throws as ensureSystemProgram does. */
export function ensureGo(): string {
  return ensureSystemProgram({ name: "go", versionArgument: "version", packageName: "golang-go" });
}
