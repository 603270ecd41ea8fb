import { readYaml, type YamlFile } from "./document.ts";
import type { Environment } from "./environment-names.ts";
import { byPosition, type Fault, type Report } from "./faults.ts";
import { readCors } from "./read-cors.ts";
import { type ReadText, readDescriptions, readTextFile } from "./read-descriptions.ts";
import { readRoutes } from "./read-routes.ts";
import { readShape } from "./read-shape.ts";
import { rolesOf, scopeCatalogue } from "./roles.ts";
import { literalPathFault } from "./route-paths.ts";
import type { GatewayConfig, RoutesFile } from "./schema.ts";

export type Parsed =
  | {
      readonly ok: true;
      readonly config: GatewayConfig;
      /** The file as written, and where everything in it stands. */
      readonly source: YamlFile;
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

type Options = {
  /** What faults call the file. */
  readonly file: string;
  /** Where `$NAME` is looked up. */
  readonly env: Environment;
  /** How the descriptions are read that routes name by `openapi`, relative to `file`; null: not at all. */
  readonly readText?: ReadText | null;
};

/**
 * Reads a routes.yaml. Never throws: what is wrong comes back as faults, all of them at once, in the
 * order of the file. No fault repeats the value of an environment variable.
 */
export function parseConfig(text: string, { file, env, readText = readTextFile }: Options): Parsed {
  const { file: yaml, faults } = readYaml(text, file);
  if (yaml === null) return { ok: false, faults };
  const report: Report = (path, message, part) => faults.push(yaml.fault(path, message, part));
  const data = readShape(yaml.value, report);
  const config = data === null ? null : compile(data, env, report);
  const described =
    readText === null
      ? NO_DESCRIPTIONS
      : readDescriptions(
          data?.routes ?? [],
          config?.routes ?? [],
          { routesFile: file, readText },
          report,
        );
  const all = [...inOrder(faults), ...described.faults];
  if (config === null || all.length > 0) return { ok: false, faults: all };
  return { ok: true, config: { ...config, descriptions: described.descriptions }, source: yaml };
}

const NO_DESCRIPTIONS = { descriptions: new Map(), faults: [] };

function compile(
  data: RoutesFile,
  env: Environment,
  report: Report,
): Omit<GatewayConfig, "descriptions"> {
  const { defaults, public_paths: publicPaths } = data;
  for (const [index, path] of publicPaths.entries()) {
    const fault = publicPathFault(path);
    if (fault !== null) report(["public_paths", index], fault);
  }
  const cors = readCors(data.cors, env, report);
  const routes = readRoutes(data.routes, { defaults, publicPaths }, env, report);
  const catalogue = scopeCatalogue(routes);
  return {
    publicPaths,
    cors,
    roles: rolesOf(data.roles, catalogue),
    scopeCatalogue: catalogue,
    authFailures: authFailuresOf(defaults.auth_failures),
    routes,
  };
}

function publicPathFault(path: string): string | null {
  if (/[{}]/.test(path)) return "must be an exact path, without placeholders";
  return literalPathFault(path);
}

function authFailuresOf(
  limit: RoutesFile["defaults"]["auth_failures"],
): GatewayConfig["authFailures"] {
  return limit === "off" ? null : { requests: limit.requests, windowMs: limit.window };
}

// A fault of `defaults` comes up with every route that inherits it.
function inOrder(faults: readonly Fault[]): Fault[] {
  const distinct = new Map(faults.map((fault) => [JSON.stringify(fault), fault]));
  return [...distinct.values()].sort(byPosition);
}
