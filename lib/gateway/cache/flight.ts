import { Cancellation } from "../cancellation.ts";
import { GatewayError, type Refusal } from "../errors/gateway-error.ts";
import type { HeaderList } from "../header-list.ts";
import type { Reply } from "../reply.ts";
import type { Entry } from "./entry.ts";
import type { Seal } from "./store.ts";

/** An answer that is all here. */
export type Finished = {
  readonly kind: "answer";
  readonly entry: Entry;
  /** The upstream's own. */
  readonly status: number;
  readonly isStored: boolean;
  /** Whether another process made the call. */
  readonly isElsewhere?: boolean;
};

/** What came of an upstream call. */
export type Outcome =
  | Finished
  /** An answer for the one who made the call, and perhaps still on its way. */
  | { readonly kind: "reply"; readonly reply: Reply; readonly isStored: boolean }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly headers: HeaderList };

/** The same for everybody else. `apart`: the answer is for one caller, so each must ask for itself. */
export type Landing =
  | Exclude<Outcome, { kind: "reply" }>
  | { readonly kind: "apart"; readonly status: number };

/**
 * One upstream call for everyone who asks for the same meanwhile. It goes on while anybody waits,
 * whoever began it, and is cancelled when the last one has gone.
 */
export class Flight {
  readonly cancellation = new Cancellation();
  readonly seal: Seal;
  readonly landing: Promise<Landing>;
  readonly #resolve: (landing: Landing) => void;
  #waiting = 0;
  #isOver = false;

  constructor(seal: Seal) {
    const { promise, resolve } = Promise.withResolvers<Landing>();
    this.seal = seal;
    this.landing = promise;
    this.#resolve = resolve;
  }

  /** Tells everyone who waits. Only the first word counts. */
  land(landing: Landing): void {
    // An answer that is one caller's may still be on its way to it.
    this.#isOver = landing.kind !== "apart";
    this.#resolve(landing);
  }

  /** Adds somebody who waits, until `client` goes or what it gives back is called. */
  join(client: Cancellation | null): () => void {
    this.#waiting += 1;
    let isWaiting = true;
    const leave = () => {
      if (!isWaiting) return;
      isWaiting = false;
      this.#waiting -= 1;
      if (this.#waiting === 0 && !this.#isOver) this.cancellation.cancel();
    };
    client?.onCancel(leave);
    return leave;
  }
}

/** `result`, unless the client goes first: then rejects with `client_gone`. */
export function unlessGone<T>(result: Promise<T>, client: Cancellation): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    result.then(resolve, reject);
    client.onCancel(() => reject(new GatewayError("client_gone")));
  });
}
