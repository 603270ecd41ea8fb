import { join } from "node:path";
import { PROXY_CASES } from "../cases/names.ts";
import { SERVER_CORE } from "../machine.ts";
import { launch } from "../processes.ts";
import type { Peer, Place } from "./peer.ts";

const APP = join(import.meta.dirname, "../bare-next");
const NEXT = join(import.meta.dirname, "../../node_modules/next/dist/bin/next");

/** A Next route handler that answers a constant: what Next itself costs. */
export const bareHandler: Peer = {
  name: "bare-handler",
  title: "bare Next route handler (constant)",
  job: "constant",
  cases: ["get"],
  needs: [],
  path: "/constant",
  start: (place) => startNext("bare-handler", place),
};

/** Next's own proxying. */
export const nextRewrites: Peer = {
  name: "next-rewrites",
  title: "Next rewrites(), plain proxy",
  job: "proxy",
  // It does not reach 2,000 requests a second for certain.
  cases: PROXY_CASES.filter((name) => name !== "fixed-rate"),
  needs: [],
  start: (place) => startNext("next-rewrites", place),
};

function startNext(name: string, { port, directory }: Place) {
  return launch({
    name,
    command: [process.execPath, NEXT, "start", "-p", String(port), "-H", "127.0.0.1"],
    core: SERVER_CORE,
    port,
    directory,
    cwd: APP,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
}
