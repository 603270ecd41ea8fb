import { isIP } from "node:net";
import type { Env } from "../lib/env.ts";
import {
  type Caller,
  type Explanation,
  explain as explainRequest,
  isExplained,
  UnknownRoleError,
} from "../lib/gateway/explain/explain.ts";
import { type CommandEnvironment, commandEnvironment } from "./environment.ts";
import { printExplanation } from "./explanation.ts";
import { requestLine } from "./request-line.ts";
import { openRoutes } from "./routes-file.ts";
import { print, printJson } from "./terminal.ts";
import { EXIT, type ExitCode, UsageError } from "./usage-error.ts";

export type ExplainOptions = {
  readonly json: boolean;
  /** Path of the routes file; the environment's when not said. */
  readonly routes?: string;
  readonly role?: string;
  readonly org: string;
  readonly user: string;
  readonly token?: string;
  /** `Name: value` each. */
  readonly header: readonly string[];
  /** The address that the request comes from. */
  readonly from: string;
};

const SIGNING_STAND_IN = "0".repeat(32);

/** Explains what the gateway would do with a request. Sends nothing. */
export async function explain(
  method: string,
  url: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const environment = commandEnvironment();
  const { env } = environment;
  const asked = requestLine({ method, url, headers: options.header, publicUrl: env.nextauthUrl });
  if (isIP(options.from) === 0)
    throw new UsageError(
      `${options.from} is no IP address`,
      "Say --from 203.0.113.9, for instance.",
    );
  const { config, file, missing, source } = openRoutes(options.routes ?? env.routesFile, env.all);
  if (!isExplained(asked.target, asked.method)) {
    if (options.json) printJson({ handledBy: "app", target: asked.target });
    else
      print(`${asked.target} is not under /api/v1/: the app answers it, and no route of ${file}.`);
    return EXIT.good;
  }
  const request = { ...asked, peerAddress: options.from, lane: "direct" as const };
  const caller = callerOf(options, environment);
  const explanation = await explained(config, { ...request, caller }, env);
  const { routeIndex } = explanation;
  const line = routeIndex < 0 ? null : source.fault(["routes", routeIndex], "").line;
  if (options.json) printJson({ handledBy: "gateway", file, line, missing, ...explanation });
  else {
    printExplanation(explanation, line === null ? null : `${file}:${line}`);
    const unset = missing.filter((name) => explanation.upstream?.service.split(",").includes(name));
    if (unset.length > 0)
      print(`\n${unset.join(", ")} is not set: the service's address is made up.`);
  }
  return EXIT.good;
}

async function explained(
  config: Parameters<typeof explainRequest>[0],
  asked: Parameters<typeof explainRequest>[1],
  env: Env,
): Promise<Explanation> {
  try {
    return await explainRequest(config, asked, {
      secret: env.jwtSecret,
      previousSecrets: env.jwtSecretPrevious,
      signingSecret: env.signingSecret ?? SIGNING_STAND_IN,
      trustedProxies: env.trustedProxies,
      clientAddressHeader: env.clientAddressHeader,
      publicOrigin: new URL(env.nextauthUrl).origin,
    });
  } catch (error) {
    if (!(error instanceof UnknownRoleError)) throw error;
    throw new UsageError(
      error.message,
      "Roles and their scopes stand under `roles` in routes.yaml.",
    );
  }
}

function callerOf(
  { org, role, token, user }: ExplainOptions,
  { isGiven }: CommandEnvironment,
): Caller {
  if (role !== undefined) return { kind: "role", role, orgId: org, userId: user };
  if (token === undefined) return { kind: "anonymous" };
  if (!isGiven("JWT_SECRET")) {
    throw new UsageError(
      "JWT_SECRET is not set, so no token can be verified",
      "Set the gateway's JWT_SECRET, or use --role.",
    );
  }
  return { kind: "token", token };
}
