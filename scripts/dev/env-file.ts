import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { demoServices, demoUrl } from "./services.ts";

type Variables = Readonly<Record<string, string>>;

const heading =
  "# Written by `make dev`, where a value was missing. Ignored by git; yours to change.";

/**
 * Gives an env file every variable that development needs, and returns all that it then holds.
 * A value that is there stays; an empty one counts as missing. Only its owner may read the file.
 */
export function completeEnvFile(path: string): Variables {
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const after = withMissing(before, developmentVariables());
  if (after !== before) writeFileSync(path, after, { mode: 0o600 });
  // The mode above holds for a new file only.
  chmodSync(path, 0o600);
  return definedIn(after);
}

/** The text of an env file with the missing ones of these variables appended. */
export function withMissing(text: string, wanted: Variables): string {
  const present = definedIn(text);
  const lines = Object.entries(wanted)
    .filter(([name]) => !present[name])
    .map(([name, value]) => `${name}=${value}\n`);
  if (lines.length === 0) return text;
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return `${start}${heading}\n${lines.join("")}`;
}

function developmentVariables(): Variables {
  return {
    JWT_SECRET: randomBytes(32).toString("base64url"),
    NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
    NEXTAUTH_URL: "http://localhost:3000",
    ...Object.fromEntries(
      demoServices.map(({ urlVariable, usualPort }) => [urlVariable, demoUrl(usualPort)]),
    ),
  };
}

function definedIn(text: string): Variables {
  const found = Object.entries(parseEnv(text));
  return Object.fromEntries(found.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
