import type { Server } from "node:http";
import { EnvironmentError, env } from "../env.ts";
import { ConfigurationError, gatewayInstance } from "./instance.ts";
import { attachOnFirstRequest } from "./lanes/attach.ts";

// sysexits.h: EX_CONFIG. Process managers can tell it from a crash.
const EXIT_BAD_CONFIGURATION = 78;

/** Starts the gateway with the server; a bad environment or routes.yaml ends the process instead. */
export function boot(): void {
  try {
    attach();
  } catch (error) {
    if (!(error instanceof EnvironmentError || error instanceof ConfigurationError)) throw error;
    process.stderr.write(`The gateway cannot start.\n${error.message}\n`);
    process.exit(EXIT_BAD_CONFIGURATION);
  }
}

function attach(): void {
  const { directLane, handle } = gatewayInstance();
  attachOnFirstRequest({
    isOurs: (server) => isListeningOn(server, env().port),
    isDirect: directLane.isWanted,
    handle,
    onAttached: () => {
      directLane.isAttached = directLane.isWanted;
    },
  });
}

function isListeningOn(server: Server, port: number): boolean {
  const address = server.address();
  return typeof address === "object" && address?.port === port;
}
