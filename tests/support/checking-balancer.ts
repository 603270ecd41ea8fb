import { ensureHaproxy } from "../../scripts/haproxy.ts";
import { freePort } from "./app.ts";
import { type Balancer, runBalancer } from "./balancer-process.ts";

/**
 * A real HAProxy before replicas on these ports of the loopback. It asks each for `/ready` ten times
 * a second, and sends requests to those that say 200. What a replica does wrong shows: no request,
 * not even a connection, is tried again elsewhere.
 */
export async function startCheckingBalancer(replicas: readonly number[]): Promise<Balancer> {
  const port = await freePort();
  return runBalancer({
    program: ensureHaproxy(),
    port,
    configuration: () => configurationOf(port, replicas),
    parameters: (_directory, file) => ["-db", "-q", "-f", file],
  });
}

function configurationOf(port: number, replicas: readonly number[]): string {
  return `
global
  maxconn 4096
  stats timeout 30s
defaults
  mode http
  retries 0
  timeout connect 5s
  timeout check 5s
  timeout client 60s
  timeout server 60s
frontend clients
  bind 127.0.0.1:${port}
  default_backend replicas
backend replicas
  balance roundrobin
  option httpchk GET /ready
  http-check expect status 200
  default-server check inter 100ms fall 1 rise 1
${replicas.map((replica) => `  server on-${replica} 127.0.0.1:${replica}`).join("\n")}
`;
}
