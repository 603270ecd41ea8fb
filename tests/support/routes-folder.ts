import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type Ended, runGateway } from "./command.ts";

/** What `$SERVICE` of the routes stands for. */
export const SERVICE = { SERVICE: "http://service.test:8080" };

/** A routes file without faults and findings. */
export const GOOD_ROUTES = `version: "1.0"
roles: { viewer: [read], user: [read, "write:agents"] }
routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: $SERVICE
  - path: /api/v1/agents
    method: POST
    proxy_upstream: $SERVICE
    scopes: ["write:agents"]
  - path: /api/v1/{rest*}
    method: GET
    proxy_upstream: $SERVICE
    auth_required: false
`;

const FILES = {
  routes: GOOD_ROUTES,
  faulty: GOOD_ROUTES.replace("method: POST", "method: POTS\n    cache_tll: 5m"),
  looser: GOOD_ROUTES.replace('\n    scopes: ["write:agents"]', ""),
  syntax: "a: [",
};

type Environment = Readonly<Record<string, string>>;

/** A folder with routes files, good and bad, and the command line run in it. */
export type RoutesFolder = {
  readonly cwd: string;
  write(name: string, text: string): void;
  /** Runs with these parameters, separated by blanks. */
  run(parameters: string | readonly string[], env?: Environment): Promise<Ended>;
  /** The same, and reads what it printed as JSON; it may complain of nothing. */
  json(
    parameters: string | readonly string[],
    env?: Environment,
  ): Promise<ReturnType<typeof JSON.parse>>;
};

/** The folder for all tests of a file: routes.yaml, faulty.yaml, looser.yaml and syntax.yaml. */
export function routesFolder(): RoutesFolder {
  const cwd = mkdtempSync(join(tmpdir(), "gateway-command-"));
  for (const [name, text] of Object.entries(FILES)) write(`${name}.yaml`, text);
  afterAll(() => rmSync(cwd, { recursive: true }));

  function write(name: string, text: string): void {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }

  function run(parameters: string | readonly string[], env: Environment = {}): Promise<Ended> {
    const list =
      typeof parameters === "string" ? parameters.split(" ").filter(Boolean) : parameters;
    return runGateway(list, { cwd, env });
  }

  return {
    ...{ cwd, run, write },
    async json(parameters, env) {
      const { stderr, stdout } = await run(parameters, env);
      if (stderr !== "") throw new Error(stderr);
      return JSON.parse(stdout);
    },
  };
}
