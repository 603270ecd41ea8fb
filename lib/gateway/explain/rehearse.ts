import { Cancellation } from "../cancellation.ts";
import type { GatewayConfig } from "../config/schema.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { createGateway } from "../gateway.ts";
import { headFault } from "../head-fault.ts";
import { announcesBody, type HeaderList } from "../header-list.ts";
import type { Reply } from "../reply.ts";
import { answeredTarget } from "../routing/answered-target.ts";
import { readTarget } from "../routing/canonical-path.ts";
import { dryParts, type Surroundings, type Traces } from "./dry-parts.ts";

/** A request as it would arrive at the gateway. */
export type Arriving = {
  readonly method: string;
  /** The request-target: a path with its query. */
  readonly target: string;
  readonly headers: HeaderList;
  /** The socket's peer, or null where the platform does not tell it. */
  readonly peerAddress: string | null;
  readonly lane: Exchange["lane"];
};

/** What became of it. */
export type Rehearsal = { readonly exchange: Exchange; readonly reply: Reply } & Traces;

/**
 * Takes a request through the gateway's own pipeline, made from the given configuration, with parts
 * that change nothing. A body is announced by its headers and never read.
 */
export async function rehearse(
  config: GatewayConfig,
  arriving: Arriving,
  surroundings: Surroundings,
): Promise<Rehearsal> {
  const traces: Traces = { call: null, address: null, bug: null };
  const { handle } = createGateway(config, dryParts(surroundings, traces));
  const { headers, lane, method, peerAddress, target } = arriving;
  const exchange = createExchange({
    ...{ method, headers, peerAddress, lane, rawTarget: target },
    target: (lane === "direct" ? answeredTarget(method, target, true) : null) ?? readTarget(target),
    headFault: headFault("1.1", headers, false),
    cancellation: new Cancellation(),
    body: announcesBody(headers) ? unreadBody() : null,
  });
  const reply = await handle(exchange);
  return { exchange, reply, ...traces };
}

async function* unreadBody(): AsyncGenerator<Uint8Array> {}
