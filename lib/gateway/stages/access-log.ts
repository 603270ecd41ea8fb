import type { Exchange } from "../exchange.ts";
import { mapReply, type Stage } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";

/** Arranges for one line about an answered request, written when its answer has been sent. */
export type Record = (exchange: Exchange, reply: Reply) => void;

/** Every request that comes this far leaves exactly one line. */
export function accessLog(record: Record): Stage {
  return function accessLog(exchange, next) {
    return mapReply(next(exchange), (reply) => {
      record(exchange, reply);
      return reply;
    });
  };
}
