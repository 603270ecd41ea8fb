/**
 * Where everything listens on 127.0.0.1. Fixed, because Next writes the destinations of rewrites
 * into its build.
 */
export const PORTS = { upstream: 19_100, nodeUpstream: 19_101, redis: 19_102, firstPeer: 19_110 };

export const UPSTREAM_URL = `http://127.0.0.1:${PORTS.upstream}`;
/** Serves what nginx cannot: event streams and uploads that are read to their end. */
export const NODE_UPSTREAM_URL = `http://127.0.0.1:${PORTS.nodeUpstream}`;
