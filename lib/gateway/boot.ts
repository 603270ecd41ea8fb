import { get, type Server } from "node:http";
import { inspect } from "node:util";
import { EnvironmentError, env } from "../env.ts";
import { gatewayInstance } from "./instance.ts";
import { attachOnFirstRequest } from "./lanes/attach.ts";
import type { Connections } from "./lanes/connections.ts";
import { leave } from "./lanes/leave.ts";
import { ConfigurationError } from "./running-configuration.ts";
import { takeSignals } from "./signals.ts";
import { tuneV8 } from "./v8.ts";

// sysexits.h: EX_CONFIG, EX_SOFTWARE. Process managers can tell it from a crash.
const EXIT_BAD_CONFIGURATION = 78;
const EXIT_BUG = 70;
const NAMING_HEADER = "x-gateway-boot";
// What a shell reports of a program that SIGTERM has ended.
const EXIT_AT_ONCE = 143;

/**
 * Starts the gateway with the server; resolves when requests may come. A bad environment or
 * routes.yaml ends the process instead: Next would go on without its hook, and answer every request
 * with 500.
 */
export async function boot(): Promise<void> {
  tuneV8();
  try {
    const connections = attach();
    if (env().isProduction) obeySignals(connections);
    await gatewayInstance().opened;
  } catch (error) {
    const isConfiguration =
      error instanceof EnvironmentError || error instanceof ConfigurationError;
    process.stderr.write(
      `The gateway cannot start.\n${isConfiguration ? error.message : inspect(error)}\n`,
    );
    process.exit(isConfiguration ? EXIT_BAD_CONFIGURATION : EXIT_BUG);
  }
}

/** Gives the server's connections, null until a request has come. */
function attach(): () => Connections | null {
  const { directLane, handle } = gatewayInstance();
  const naming = crypto.randomUUID();
  let connections: Connections | null = null;
  attachOnFirstRequest({
    isOurs: (server) => isListeningOn(server, env().port),
    isDirect: directLane.isWanted,
    handle,
    clientTimeouts: env().clientTimeouts,
    isOwn: (headers) => headers[NAMING_HEADER] === naming,
    onAttached: (attached) => {
      connections = attached;
      directLane.isAttached = directLane.isWanted;
    },
  });
  nameServer(env().port, naming);
  return () => connections;
}

function obeySignals(connections: () => Connections | null): void {
  const { flush, log, reload } = gatewayInstance();
  const { shutdown } = env();
  takeSignals({
    now: () => performance.now(),
    onReload: reload,
    onSecondStop: () => process.exit(EXIT_AT_ONCE),
    onStop(signal) {
      // Ctrl-C comes from somebody who waits; no balancer is told of it.
      const delayMs = signal === "SIGINT" ? 0 : shutdown.delayMs;
      const left = leave({ connections, log, ...shutdown, delayMs });
      void left.then(flush).then(() => process.exit(0));
    },
  });
}

/**
 * The first request to the server names it to us. Next listens before it calls this hook, so the
 * first request is made here: nobody's has to be the one that goes round the lane. Next does not see
 * it, and need not load a page for it while the first client waits.
 */
function nameServer(port: number, naming: string): void {
  const headers = { [NAMING_HEADER]: naming };
  const request = get({ host: "127.0.0.1", port, path: "/health", headers, agent: false });
  request.on("response", (response) => response.resume());
  // Listening on one other address only: then the first client's request does it.
  request.on("error", () => {});
}

function isListeningOn(server: Server, port: number): boolean {
  const address = server.address();
  return typeof address === "object" && address?.port === port;
}
