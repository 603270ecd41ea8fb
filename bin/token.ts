import { isHeaderText } from "../lib/gateway/identity/claims.ts";
import { scopesOfRole } from "../lib/gateway/identity/scopes.ts";
import { signGatewayToken, TOKEN_SECONDS } from "../lib/gateway/identity/sign.ts";
import { commandEnvironment } from "./environment.ts";
import { openRoutes } from "./routes-file.ts";
import { complain, print, printJson } from "./terminal.ts";
import { EXIT, type ExitCode, UsageError } from "./usage-error.ts";

export type TokenOptions = {
  readonly json: boolean;
  readonly routes?: string;
  readonly role: string;
  readonly org: string;
  readonly user: string;
  readonly email: string;
};

/** Makes a gateway token as the token endpoint would for somebody with that role. In development only. */
export async function token(options: TokenOptions): Promise<ExitCode> {
  const { env, isGiven } = commandEnvironment();
  if (env.isProduction) {
    throw new UsageError(
      "tokens are made by hand in development only, and NODE_ENV is production",
      "Sign in and ask /api/gateway-token.",
    );
  }
  if (!isGiven("JWT_SECRET")) {
    throw new UsageError(
      "JWT_SECRET is not set, so no gateway would accept the token",
      "Run `make dev` once, which writes .env.local, or set JWT_SECRET.",
    );
  }
  const { email, org: orgId, role, user: userId } = options;
  for (const value of [email, orgId, userId]) {
    if (value === "" || !isHeaderText(value))
      throw new UsageError(
        `${JSON.stringify(value)} cannot be sent in a header`,
        "Say another one.",
      );
  }
  const { roles } = openRoutes(options.routes ?? env.routesFile, env.all).config;
  const scopes = scopesOfRole(role, roles);
  if (scopes === null) {
    throw new UsageError(`no role is called ${role}`, `There are ${[...roles.keys()].join(", ")}.`);
  }
  const made = await signGatewayToken(
    { orgId, userId, email, role, scopes },
    { secret: env.jwtSecret, sessionId: "command-line", now: Date.now() },
  );
  if (options.json) {
    printJson({ token: made, expiresIn: TOKEN_SECONDS, scopes });
  } else {
    print(made);
    complain(`For ${TOKEN_SECONDS / 60} minutes; scopes: ${scopes.join(", ") || "none"}`);
  }
  return EXIT.good;
}
