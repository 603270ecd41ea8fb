import { demoServices, demoUrl } from "./services.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** A port that must be free, and the variable that chooses another. */
export type ChosenPort = Readonly<{ variable: string; port: number }>;

/** The gateway's port first, then the demo services'. Throws one line on a value that is no port. */
export function chosenPorts(given: Variables): readonly [ChosenPort, ...ChosenPort[]] {
  return [
    portFrom(given, "PORT", 3000),
    ...demoServices.map(({ portVariable, usualPort }) => portFrom(given, portVariable, usualPort)),
  ];
}

/**
 * What `next dev` and the demo get beyond the given environment and the env file (which Next reads
 * by itself): the demo accounts, unless switched off, and addresses that follow the chosen ports.
 * Whatever the environment itself says wins.
 */
export function developmentEnvironment(given: Variables, inFile: Variables): Variables {
  const [gateway] = chosenPorts(given);
  const derived: Record<string, string> = {
    PORT: String(gateway.port),
    AUTH_DEMO: inFile.AUTH_DEMO ?? "1",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  if (isLocalAddress(inFile.NEXTAUTH_URL)) {
    derived.NEXTAUTH_URL = `http://localhost:${gateway.port}`;
  }
  for (const { portVariable, urlVariable, usualPort } of demoServices) {
    if (given[portVariable]) {
      derived[urlVariable] = demoUrl(portFrom(given, portVariable, usualPort).port);
    }
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== "");
  return { ...derived, ...Object.fromEntries(set) };
}

function portFrom(given: Variables, variable: string, usual: number): ChosenPort {
  const text = given[variable] || String(usual);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${variable}=${text} is no port: give a number from 1 to 65535.`);
  }
  return { variable, port };
}

function isLocalAddress(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && new URL(url).hostname === "localhost";
}
