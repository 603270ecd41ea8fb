import { randomBytes } from "node:crypto";
import { type Env, EnvironmentError, givenEnvironment, parseEnv } from "../lib/env.ts";
import { UsageError } from "./usage-error.ts";

/** The environment as commands see it: what the gateway needs may be missing. */
export type CommandEnvironment = {
  readonly env: Env;
  /** Whether a variable was given; others that the gateway needs have made-up values in `env`. */
  isGiven(name: string): boolean;
};

/** Reads the environment. Throws UsageError when a variable that is there cannot be used. */
export function commandEnvironment(): CommandEnvironment {
  const given = givenEnvironment();
  const isGiven = (name: string) => (given[name] ?? "") !== "";
  const needed = {
    JWT_SECRET: randomBytes(32).toString("hex"),
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    NEXTAUTH_URL: "http://localhost:3000",
  };
  const missing = Object.entries(needed).filter(([name]) => !isGiven(name));
  try {
    return { env: parseEnv({ ...given, ...Object.fromEntries(missing) }), isGiven };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    throw new UsageError(
      `the environment cannot be used: ${error.message.replaceAll("\n", "; ")}`,
      "See docs/configuration.md for what each variable takes.",
    );
  }
}
