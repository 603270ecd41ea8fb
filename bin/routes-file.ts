import { readFileSync } from "node:fs";
import { readYaml, type YamlFile } from "../lib/gateway/config/document.ts";
import type { Environment } from "../lib/gateway/config/environment-names.ts";
import { namedVariables } from "../lib/gateway/config/named-variables.ts";
import { type Parsed, parseConfig } from "../lib/gateway/config/parse.ts";
import type { GatewayConfig } from "../lib/gateway/config/schema.ts";
import { UsageError } from "./usage-error.ts";

/** A routes.yaml that has been found good. */
export type OpenedRoutes = {
  readonly file: string;
  readonly config: GatewayConfig;
  readonly source: YamlFile;
  /** Variables that it names and that are not set. */
  readonly missing: readonly string[];
};

/** The text of a file. Throws UsageError when it cannot be read. */
export function readRoutesFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(
      `${file} cannot be read: ${why}`,
      "Name a routes.yaml, or set GATEWAY_ROUTES.",
    );
  }
}

/**
 * Reads a routes.yaml for a command that looks at its rules alone: variables that are not set stand
 * for addresses that nobody has, and the services' descriptions are not looked at. Throws UsageError
 * when it cannot be read or has faults.
 */
export function openRoutes(file: string, env: Environment): OpenedRoutes {
  const text = readRoutesFile(file);
  const missing = missingIn(text, file, env);
  const parsed = parseConfig(text, { file, env: withStandIns(env, missing), readText: null });
  if (parsed.ok) return { file, config: parsed.config, source: parsed.source, missing };
  const [first, ...more] = parsed.faults;
  const rest = more.length === 0 ? "" : `, and ${more.length} more`;
  throw new UsageError(
    `${file} has faults: line ${first?.line}: ${first?.path} ${first?.message}${rest}`,
    `Run \`npx gateway check ${file}\` for all of them.`,
  );
}

/** Reads a routes.yaml as the gateway does, but for variables that are not set. */
export function parseRoutes(text: string, file: string, env: Environment): Parsed {
  return parseConfig(text, { file, env: withStandIns(env, missingIn(text, file, env)) });
}

function missingIn(text: string, file: string, env: Environment): string[] {
  const { file: yaml } = readYaml(text, file);
  const names = new Set(namedVariables(yaml?.value).map(({ name }) => name));
  return [...names].filter((name) => (env[name]?.trim() ?? "") === "");
}

/** The environment, with a made-up address for each variable that is missing. */
function withStandIns(env: Environment, missing: readonly string[]): Environment {
  return { ...env, ...Object.fromEntries(missing.map((name) => [name, standInFor(name)])) };
}

/** RFC 6761 section 6.4: no name under `invalid` is ever found. */
function standInFor(name: string): string {
  return `http://${name.toLowerCase().replaceAll("_", "-")}.invalid`;
}
