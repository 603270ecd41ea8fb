import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOAD_CORE } from "../machine.ts";
import { PORTS } from "../ports.ts";
import { launch, type Server } from "../processes.ts";
import { FILES, ITEM, PATHS, SAW_ORG } from "../workload.ts";

/** An upstream that is never what limits: fixed JSON and files, by nginx. */
export function startNginxUpstream(directory: string): Promise<Server> {
  writeFiles(directory);
  const configFile = join(directory, "upstream.conf");
  writeFileSync(configFile, configuration(directory));
  return launch({
    name: "upstream",
    command: ["nginx", "-p", directory, "-e", "stderr", "-c", configFile],
    core: LOAD_CORE,
    port: PORTS.upstream,
    directory,
  });
}

// Sparse: they take no room on the disk, and are sent from the page cache.
function writeFiles(directory: string): void {
  const folder = join(directory, "api/v1/files");
  mkdirSync(folder, { recursive: true });
  // What a POST is refused by, which becomes its 201 below.
  writeFileSync(join(directory, PATHS.items), "");
  for (const [name, bytes] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), "");
    truncateSync(join(folder, name), bytes);
  }
}

// A POST is mirrored to nowhere: the one module of stock nginx that reads a request's body to its
// end without a further upstream, as a real service would. `return` would answer before it.
function configuration(directory: string): string {
  return `
daemon off;
worker_processes 1;
pid ${directory}/upstream.pid;
error_log stderr error;
events { worker_connections 8192; }
http {
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_timeout 300s;
  keepalive_requests 100000000;
  client_max_body_size 0;
  client_body_temp_path ${directory}/upstream-bodies;
  proxy_temp_path ${directory}/upstream-proxy;
  fastcgi_temp_path ${directory}/upstream-fastcgi;
  uwsgi_temp_path ${directory}/upstream-uwsgi;
  scgi_temp_path ${directory}/upstream-scgi;
  default_type application/octet-stream;
  server {
    listen 127.0.0.1:${PORTS.upstream} backlog=4096;
    root ${directory};
    add_header ${SAW_ORG} $http_x_org_id always;
    location /api/v1/files/ { }
    location = ${PATHS.items} {
      mirror /nowhere;
      error_page 405 =201 @created;
    }
    location @created {
      default_type application/json;
      add_header ${SAW_ORG} $http_x_org_id always;
      return 201 '${ITEM}';
    }
    location = /nowhere { internal; return 204; }
    location /api/v1/ {
      default_type application/json;
      return 200 '${ITEM}';
    }
  }
}
`;
}
