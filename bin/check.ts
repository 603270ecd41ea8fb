import { readFileSync } from "node:fs";
import { givenEnvironment } from "../lib/env.ts";
import { readYaml } from "../lib/gateway/config/document.ts";
import { byPosition, type Fault } from "../lib/gateway/config/faults.ts";
import { type Finding, lint, lintFaulty } from "../lib/gateway/config/lint.ts";
import { parseRoutes, readRoutesFile } from "./routes-file.ts";
import { sourceFrame } from "./source-frame.ts";
import { paint, print, printJson } from "./terminal.ts";
import { EXIT, type ExitCode } from "./usage-error.ts";

export type CheckOptions = {
  readonly json: boolean;
  /** Whether warnings count as errors. */
  readonly strict: boolean;
  /** Whether variables that are not set are passed over. */
  readonly ignoreEnv: boolean;
};

/** Something to tell of a file: a fault has neither id nor another severity than `error`. */
type Told = Fault & { readonly id: string; readonly severity: Finding["severity"] };

/** Tells everything that is wrong or odd about a routes.yaml; the environment's when none is named. */
export function check(
  named: string | undefined,
  { ignoreEnv, json, strict }: CheckOptions,
): ExitCode {
  const file = named ?? (givenEnvironment().GATEWAY_ROUTES || "routes.yaml");
  const text = readRoutesFile(file);
  const told = lookOver(text, file).filter(
    ({ id }) => !(ignoreEnv && id === "environment-missing"),
  );
  const isBad = told.some(
    ({ severity }) => severity === "error" || (strict && severity === "warning"),
  );
  if (json) printJson({ file, ok: !isBad, findings: told });
  else report(told, new Map([[file, text]]), file, isBad);
  return isBad ? EXIT.bad : EXIT.good;
}

function lookOver(text: string, file: string): Told[] {
  const env = givenEnvironment();
  const parsed = parseRoutes(text, file, env);
  if (parsed.ok) return lint(parsed.config, parsed.source, env);
  const faults = parsed.faults.map((fault) => ({
    ...fault,
    ...{ id: "fault", severity: "error" as const },
  }));
  const { file: source } = readYaml(text, file);
  return [...faults, ...(source === null ? [] : lintFaulty(source, env))].sort(byPosition);
}

const COLOURS = { error: "red", warning: "yellow", note: "cyan" } as const;

function report(
  told: readonly Told[],
  texts: Map<string, string>,
  file: string,
  isBad: boolean,
): void {
  for (const { column, file: place, id, line, message, path, severity } of told) {
    const head = `${place}:${line}:${column}  ${paint(COLOURS[severity], severity)} ${id}`;
    print(`${head}\n  ${path === "" ? "" : `${path}: `}${message}`);
    const frame = sourceFrame(textOf(place, texts), line, column);
    print(frame === "" ? "" : `${frame}\n`);
  }
  const counts = (["error", "warning", "note"] as const)
    .map((severity) => [told.filter((one) => one.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? "" : "s"}`);
  const summary = `${file}: ${isBad ? "not good" : "good"}`;
  const verdict = paint(isBad ? "red" : "green", summary);
  print(counts.length === 0 ? verdict : `${verdict}, ${counts.join(", ")}`);
}

/** Faults may be in a service's description, which routes.yaml names. */
function textOf(file: string, texts: Map<string, string>): string {
  const known = texts.get(file);
  if (known !== undefined) return known;
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // That it cannot be read is the fault itself.
  }
  texts.set(file, text);
  return text;
}
