import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GATEWAY_CASES } from "../cases/names.ts";
import { SERVER_CORE } from "../machine.ts";
import { launch } from "../processes.ts";
import { haproxyConfiguration } from "./haproxy-configuration.ts";
import type { Peer } from "./peer.ts";

/** HAProxy doing the gateway's job, as far as its configuration language goes. */
export const haproxy: Peer = {
  name: "haproxy",
  title: "HAProxy, full job",
  job: "full",
  cases: GATEWAY_CASES,
  needs: ["haproxy"],
  start: ({ port, directory }) => {
    const configFile = join(directory, `haproxy-${port}.cfg`);
    writeFileSync(configFile, haproxyConfiguration(port));
    return launch({
      name: "haproxy",
      command: ["haproxy", "-db", "-f", configFile],
      core: SERVER_CORE,
      port,
      directory,
    });
  },
};
