import { join } from "node:path";
import { SERVER_CORE } from "../machine.ts";
import { startParameters } from "../node-parameters.ts";
import { launch } from "../processes.ts";
import type { Peer } from "./peer.ts";

const PROGRAM = join(import.meta.dirname, "../servers/bare-proxy.ts");

/** What node:http and undici cost by themselves: no gateway in Node can be faster. */
export const bareProxy: Peer = {
  name: "bare-proxy",
  title: "node:http and undici, nothing else",
  job: "proxy",
  cases: ["get", "unauthorized"],
  needs: [],
  start: ({ port, directory }) =>
    launch({
      name: "bare-proxy",
      command: [process.execPath, ...startParameters(), PROGRAM, String(port)],
      core: SERVER_CORE,
      port,
      directory,
      env: { NODE_ENV: "production" },
    }),
};
