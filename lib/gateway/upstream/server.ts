/** One server of an upstream, as all routes that use it know it. */
export type Server = {
  /** `http://host:port`. */
  readonly origin: string;
  /** Calls that are not over: an answer counts until its last byte, an event stream until its end. */
  inFlight: number;
  failuresInRow: number;
  /** Milliseconds on the calls' clock; 0 when it is in, and has answered since it was last out. */
  ejectedUntil: number;
  /** Tries that failed, and times it was taken out, since the start. */
  failures: number;
  ejections: number;
};

/** A server that nothing is known of yet. */
export function newServer(origin: string): Server {
  return { origin, inFlight: 0, failuresInRow: 0, ejectedUntil: 0, failures: 0, ejections: 0 };
}
