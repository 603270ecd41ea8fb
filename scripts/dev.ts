import { setTimeout as wait } from "node:timers/promises";
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from "../demo/accounts.ts";
import { completeEnvFile } from "./dev/env-file.ts";
import { chosenPorts, developmentEnvironment } from "./dev/environment.ts";
import { requireFree } from "./dev/free-port.ts";
import { prettyLog } from "./dev/pretty-log.ts";
import { type Program, runTogether } from "./dev/processes.ts";

const programs: readonly Program[] = [
  { name: "The demo services", file: process.execPath, parameters: ["demo/main.ts"] },
  {
    name: "next dev",
    file: process.execPath,
    parameters: ["node_modules/next/dist/bin/next", "dev"],
    through: prettyLog,
  },
];

/** Starts the demo services and `next dev`, and says how to sign in when both can be used. */
async function main(): Promise<number> {
  const ports = chosenPorts(process.env);
  for (const port of ports) await requireFree(port);
  const env = developmentEnvironment(process.env, completeEnvFile(".env.local"));
  const url = `http://localhost:${ports[0].port}`;
  return runTogether(programs, env, async (stopped) => {
    if (await answers(`${url}/health`, stopped)) console.log(welcome(url, env.AUTH_DEMO === "1"));
  });
}

/** Whether something answers at an address, whatever it says; false once stopped. */
async function answers(url: string, stopped: AbortSignal): Promise<boolean> {
  while (!stopped.aborted) {
    try {
      await fetch(url, { signal: stopped });
      return true;
    } catch {
      await wait(250, undefined, { signal: stopped }).catch(() => {});
    }
  }
  return false;
}

function welcome(url: string, hasAccounts: boolean): string {
  const accounts = DEMO_ACCOUNTS.map(
    ({ email, role, orgName }) => `    ${email.padEnd(26)} ${role} of ${orgName}`,
  );
  const signIn = [`  Sign in with the password "${DEMO_PASSWORD}" as`, ...accounts];
  return ["", `  The gateway is ready: ${url}`, ...(hasAccounts ? signIn : []), ""].join("\n");
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
