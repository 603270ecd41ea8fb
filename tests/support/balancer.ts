import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ensureNginx } from "../../scripts/nginx.ts";
import { freePort } from "./app.ts";

const START_MS_MAX = 20_000;

export type Balancer = {
  readonly url: string;
  stop(): Promise<void>;
};

type Options = {
  readonly port?: number;
  /** Ports on the loopback, asked in turn. */
  readonly replicas: readonly number[];
};

/**
 * A real nginx before replicas: connections kept open on both sides, every request sent to the next
 * replica. What a replica does wrong shows: no request is tried again elsewhere.
 */
export async function startBalancer({ port: given, replicas }: Options): Promise<Balancer> {
  const program = ensureNginx();
  const port = given ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), "gateway-balancer-"));
  const configuration = join(directory, "nginx.conf");
  writeFileSync(configuration, configurationOf(directory, port, replicas));
  const child = spawn(program, ["-p", directory, "-e", "stderr", "-c", configuration], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  const kill = () => void child.kill("SIGKILL");
  // A run that is interrupted must not leave its servers behind.
  process.once("exit", kill);
  const url = `http://127.0.0.1:${port}`;
  await answering(url, child);
  return {
    url,
    async stop() {
      kill();
      await ended;
      process.off("exit", kill);
      rmSync(directory, { recursive: true });
    },
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_MS_MAX;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended with code ${child.exitCode}`);
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(20);
  }
}

function configurationOf(directory: string, port: number, replicas: readonly number[]): string {
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  // One process, so that killing it leaves none behind. Connections to replicas are closed sooner
  // than Node closes them (5 s): otherwise a request may meet one that is just being closed.
  return `
daemon off;
master_process off;
pid ${directory}/nginx.pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 100000;
  ${places.map((name) => `${name}_temp_path ${directory}/${name};`).join("\n  ")}
  upstream replicas {
    ${replicas.map((replica) => `server 127.0.0.1:${replica} max_fails=0;`).join("\n    ")}
    keepalive 256;
    keepalive_timeout 2s;
  }
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location / {
      proxy_pass http://replicas;
      proxy_next_upstream off;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
    }
  }
}
`;
}
