import { EnvironmentError } from "../env.ts";
import { ConfigurationError, gatewayInstance } from "./instance.ts";
import { recordRawRequests } from "./lanes/raw-requests.ts";

// sysexits.h: EX_CONFIG. Process managers can tell it from a crash.
const EXIT_BAD_CONFIGURATION = 78;

/** Starts the gateway with the server; a bad environment or routes.yaml ends the process instead. */
export function boot(): void {
  try {
    recordRawRequests();
    gatewayInstance();
  } catch (error) {
    if (!(error instanceof EnvironmentError || error instanceof ConfigurationError)) throw error;
    process.stderr.write(`The gateway cannot start.\n${error.message}\n`);
    process.exit(EXIT_BAD_CONFIGURATION);
  }
}
