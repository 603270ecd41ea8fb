import { bareHandler, nextRewrites } from "./bare-next.ts";
import { bareProxy } from "./bare-proxy.ts";
import { caddy } from "./caddy.ts";
import { fastify } from "./fastify.ts";
import { gatewayDirect, gatewayQuiet, gatewayRedis, gatewayRoute } from "./gateway.ts";
import { haproxy } from "./haproxy.ts";
import { nginxCache, nginxProxy } from "./nginx.ts";
import type { Peer } from "./peer.ts";
import { bareUpstream } from "./upstream.ts";

/** In the order in which a round asks them and the tables list them. */
export const PEERS: readonly Peer[] = [
  gatewayDirect,
  gatewayQuiet,
  gatewayRedis,
  gatewayRoute,
  bareHandler,
  nextRewrites,
  fastify,
  bareProxy,
  nginxProxy,
  nginxCache,
  caddy,
  haproxy,
  bareUpstream,
];
