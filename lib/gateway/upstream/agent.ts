import { AsyncLocalStorage } from "node:async_hooks";
import { Agent, buildConnector, Pool } from "undici";

const CONNECT_MS = 2000;
// Below the idle timeouts of common servers (5 s in Node), so that we close first.
const KEEP_ALIVE_MS = 4000;

/**
 * Keeps the connections to services, of both lanes. Deadlines are the calls' own: the agent's would also
 * cut quiet event streams. HTTP/2 would not keep the order and repetition of headers.
 */
export function createUpstreamAgent(): Agent {
  // A connection lives on long after the request that it was opened for, and would keep whatever
  // belongs to that one: Node remembers for each socket in whose context it was made.
  const outsideOfRequests = AsyncLocalStorage.snapshot();
  const connect = buildConnector({ allowH2: false, timeout: CONNECT_MS });
  return new Agent({
    // Told to the agent itself, it would write a new key for every call.
    factory: (origin, options) => new Pool(origin, { ...options, allowH2: false }),
    connect: (options, callback) => outsideOfRequests(connect, options, callback),
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
}
