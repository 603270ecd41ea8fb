import type { UpstreamPool } from "./pool.ts";
import type { Server } from "./server.ts";

/** A call's place among those in flight at a server. Given up once, however often it is left. */
export class Place {
  readonly #pool: UpstreamPool;
  readonly #server: Server;
  #isLeft = false;

  constructor(pool: UpstreamPool, server: Server) {
    this.#pool = pool;
    this.#server = server;
    pool.enter(server);
  }

  leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#pool.leave(this.#server);
  }
}
