import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROXY_CASES } from "../cases/names.ts";
import { SERVER_CORE } from "../machine.ts";
import { PORTS } from "../ports.ts";
import { launch } from "../processes.ts";
import type { Peer, Place } from "./peer.ts";

/** nginx forwarding alone: no token, no limit, no log. */
export const nginxProxy: Peer = {
  name: "nginx",
  title: "nginx, plain proxy",
  job: "proxy",
  cases: PROXY_CASES,
  needs: ["nginx"],
  start: (place) => startNginx("nginx", place, ""),
};

/** nginx answering from its proxy_cache. */
export const nginxCache: Peer = {
  name: "nginx-cache",
  title: "nginx, proxy_cache",
  job: "cache",
  cases: ["cache-hit"],
  needs: ["nginx"],
  start: (place) =>
    startNginx(
      "nginx-cache",
      place,
      `proxy_cache answers;
       proxy_cache_valid 200 5m;
       add_header Cache-Status $upstream_cache_status;`,
    ),
};

function startNginx(name: string, place: Place, options: string) {
  const directory = join(place.directory, `${name}-${place.port}`);
  mkdirSync(directory, { recursive: true });
  const configFile = join(directory, "nginx.conf");
  writeFileSync(configFile, configuration(directory, place.port, options));
  return launch({
    name,
    command: ["nginx", "-p", directory, "-e", "stderr", "-c", configFile],
    core: SERVER_CORE,
    port: place.port,
    directory,
  });
}

function configuration(directory: string, port: number, options: string): string {
  return `
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${directory}/nginx.pid;
error_log stderr error;
events { worker_connections 8192; }
http {
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_timeout 300s;
  keepalive_requests 100000000;
  client_max_body_size 0;
  client_body_temp_path ${directory}/bodies;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  proxy_cache_path ${directory}/cache keys_zone=answers:16m;
  upstream items {
    server 127.0.0.1:${PORTS.upstream};
    keepalive 256;
    keepalive_requests 100000000;
  }
  upstream streams {
    server 127.0.0.1:${PORTS.nodeUpstream};
    keepalive 256;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    location = /api/v1/events {
      proxy_pass http://streams;
      proxy_buffering off;
    }
    location = /api/v1/uploads {
      proxy_pass http://streams;
      proxy_request_buffering off;
    }
    location / {
      proxy_pass http://items;
      proxy_max_temp_file_size 0;
      ${options}
    }
  }
}
`;
}
