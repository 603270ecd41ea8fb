import { join } from "node:path";
import { GATEWAY_CASES } from "../cases/names.ts";
import { SERVER_CORE } from "../machine.ts";
import { launch } from "../processes.ts";
import type { Peer } from "./peer.ts";

const PROGRAM = join(import.meta.dirname, "../servers/fastify.ts");

/** What a Node team would otherwise write: Fastify with its official plugins. */
export const fastify: Peer = {
  name: "fastify",
  title: "Fastify: jwt, rate-limit, http-proxy",
  job: "full",
  cases: GATEWAY_CASES,
  needs: [],
  start: ({ port, directory }) =>
    launch({
      name: "fastify",
      command: [process.execPath, PROGRAM, String(port)],
      core: SERVER_CORE,
      port,
      directory,
      env: { NODE_ENV: "production" },
    }),
};
