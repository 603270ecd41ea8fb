import { enableCompileCache } from "node:module";
import { Command, CommanderError, Option } from "commander";
import type { RevocationTarget } from "../lib/gateway/identity/revocation.ts";
import manifest from "../package.json" with { type: "json" };
import type { RevokeOptions } from "./revoke.ts";
import { complain } from "./terminal.ts";
import { EXIT, type ExitCode, UsageError } from "./usage-error.ts";

// Halves the time of every run but the first.
enableCompileCache();

const EXIT_CODES = `
Exit codes:
  0  done, and nothing to object to
  1  done, and there is: faults, errors, a loosening, a Redis that does not answer
  2  not done: a wrong flag, file, URL or environment`;

const program = new Command("gateway")
  .description("Check, explain and compare the routes of the Eloquent API gateway.")
  .version(manifest.version)
  .addHelpText("after", EXIT_CODES);

// Each command is loaded when it is meant: most of the time goes into libraries that others need.
const json = () => new Option("--json", "print JSON for programs").default(false);
const routesFile = () => new Option("--routes <file>", "routes file (default: GATEWAY_ROUTES)");

program
  .command("check")
  .description("tell all faults of a routes file, and what may not be meant")
  .argument("[file]", "routes file (default: GATEWAY_ROUTES, or routes.yaml)")
  .option("--strict", "fail on warnings too", false)
  .option("--ignore-env", "pass over variables that are not set", false)
  .addOption(json())
  .action((file: string | undefined, options) =>
    ending(async () => (await import("./check.ts")).check(file, options)),
  );

program
  .command("explain")
  .description("say what the gateway does with a request, and why; sends nothing")
  .argument("<method>", "GET, POST, ...")
  .argument("<url>", "a path such as /api/v1/agents?limit=5, or a whole URL")
  .addOption(
    new Option("--role <role>", "as somebody with this role").conflicts(["token", "anonymous"]),
  )
  .addOption(new Option("--token <token>", "with this token").conflicts(["role", "anonymous"]))
  .addOption(
    new Option("--anonymous", "without a token (the default)").conflicts(["role", "token"]),
  )
  .option("--org <id>", "organisation of --role", "explained-org")
  .option("--user <id>", "user of --role", "explained-user")
  .option("--header <name: value>", "a header of the request; repeatable", collected, [])
  .option("--from <address>", "address that the request comes from", "127.0.0.1")
  .addOption(routesFile())
  .addOption(json())
  .action((method: string, url: string, options) =>
    ending(async () => (await import("./explain.ts")).explain(method, url, options)),
  );

program
  .command("diff")
  .description("say what a change of a routes file does to who may reach what; 1 on a loosening")
  .argument("<old>", "routes file before")
  .argument("<new>", "routes file after")
  .addOption(new Option("--markdown", "print Markdown for a pull request").default(false))
  .addOption(json().conflicts("markdown"))
  .action((before: string, after: string, options) =>
    ending(async () => (await import("./diff.ts")).diff(before, after, options)),
  );

program
  .command("routes")
  .description("list the routes")
  .option("--role <role>", "only those that this role may call")
  .addOption(routesFile())
  .addOption(json())
  .action((options) => ending(async () => (await import("./routes.ts")).routes(options)));

program
  .command("token")
  .description("make a token for development")
  .requiredOption("--role <role>", "role of routes.yaml, which grants the scopes")
  .requiredOption("--org <id>", "organisation")
  .option("--user <id>", "user", "developer")
  .option("--email <address>", "email address", "developer@example.invalid")
  .addOption(routesFile())
  .addOption(json())
  .action((options) => ending(async () => (await import("./token.ts")).token(options)));

const revoking = program
  .command("revoke")
  .description("revoke tokens on every replica that shares the configured Redis");
const span = () => new Option("--for <duration>", "how long").default("1h");

revoking
  .command("session")
  .description("what one sign-in was given")
  .argument("<id>", "session, the part of a token's jti before the dot")
  .addOption(span())
  .addOption(json())
  .action((sessionId: string, options) =>
    ending(() => revokes({ kind: "session", sessionId }, options)),
  );
revoking
  .command("user")
  .description("everything of one user")
  .argument("<org>", "organisation")
  .argument("<user>", "user")
  .addOption(span())
  .addOption(json())
  .action((orgId: string, userId: string, options) =>
    ending(() => revokes({ kind: "user", orgId, userId }, options)),
  );
revoking
  .command("org")
  .description("everything of one organisation")
  .argument("<org>", "organisation")
  .addOption(span())
  .addOption(json())
  .action((orgId: string, options) => ending(() => revokes({ kind: "org", orgId }, options)));

async function revokes(target: RevocationTarget, options: RevokeOptions): Promise<ExitCode> {
  return (await import("./revoke.ts")).revoke(target, options);
}

throwsInstead(program);
// Whoever reads only the beginning, such as `head`, has had enough.
process.stdout.on("error", () => process.exit());
await ending(async () => {
  await program.parseAsync();
  return null;
});

/** Runs a command and sets the exit code; what its user has to change is told in one line and a hint. */
async function ending(run: () => ExitCode | null | Promise<ExitCode | null>): Promise<void> {
  try {
    const code = await run();
    if (code !== null) process.exitCode = code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    if (!(error instanceof UsageError)) throw error;
    complain(`gateway: ${error.message}\n${error.hint}`);
    process.exitCode = EXIT.usage;
  }
}

/** Makes a command, and those below it, throw what it would print and exit with. */
function throwsInstead(command: Command): void {
  command.configureOutput({ outputError: () => undefined, writeErr: () => undefined });
  command.exitOverride((error) => {
    if (error.exitCode === 0) throw error;
    const name = [command.parent?.name(), command.name()].filter(Boolean).join(" ");
    const message = error.code === "commander.help" ? "say which command" : error.message;
    throw new UsageError(
      message.replace(/^error: /, ""),
      `Run \`npx ${name} --help\` for what there is.`,
    );
  });
  for (const below of command.commands) throwsInstead(below);
}

function collected(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
