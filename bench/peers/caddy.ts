import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROXY_CASES } from "../cases/names.ts";
import { SERVER_CORE } from "../machine.ts";
import { NODE_UPSTREAM_URL, UPSTREAM_URL } from "../ports.ts";
import { launch } from "../processes.ts";
import type { Peer } from "./peer.ts";

/** Caddy forwarding alone: no token, no limit, no log. */
export const caddy: Peer = {
  name: "caddy",
  title: "Caddy, plain proxy",
  job: "proxy",
  cases: PROXY_CASES,
  needs: ["caddy"],
  start: ({ port, directory }) => {
    const configFile = join(directory, `Caddyfile-${port}`);
    writeFileSync(configFile, configuration(port));
    return launch({
      name: "caddy",
      command: ["caddy", "run", "--config", configFile, "--adapter", "caddyfile"],
      core: SERVER_CORE,
      port,
      directory,
      env: { GOMAXPROCS: "1" },
    });
  },
};

// More idle connections than its default of 32, which it would open anew all the time.
function configuration(port: number): string {
  const transport = `{
      transport http {
        keepalive_idle_conns_per_host 1024
      }
    }`;
  return `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  bind 127.0.0.1
  @streams path /api/v1/events /api/v1/uploads
  handle @streams {
    reverse_proxy ${NODE_UPSTREAM_URL} ${transport}
  }
  handle {
    reverse_proxy ${UPSTREAM_URL} ${transport}
  }
}
`;
}
