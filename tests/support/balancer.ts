import { ensureNginx } from "../../scripts/nginx.ts";
import { freePort } from "./app.ts";
import { type Balancer, runBalancer } from "./balancer-process.ts";

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
  const port = given ?? (await freePort());
  return runBalancer({
    program: ensureNginx(),
    port,
    configuration: (directory) => configurationOf(directory, port, replicas),
    parameters: (directory, file) => ["-p", directory, "-e", "stderr", "-c", file],
  });
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
