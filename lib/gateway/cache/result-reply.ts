import { GatewayError } from "../errors/gateway-error.ts";
import { type HeaderList, headerValue } from "../header-list.ts";
import type { Reply } from "../reply.ts";
import { type Asked, answerFrom } from "./answer.ts";
import { type Forwarded, forwarded } from "./cache-status.ts";
import type { Result } from "./flights.ts";

/**
 * The reply to a request for which the upstream was asked. Throws a GatewayError when there is no
 * answer: the refusal of the shared call, for each who waited for it.
 */
export function replyOf(
  { outcome, isCollapsed }: Result,
  why: Forwarded,
  asked: Omit<Asked, "status">,
): Reply {
  if (outcome.kind === "refused") {
    const { cause, reason } = outcome.refusal;
    const headers = [
      ...outcome.headers,
      "Age",
      "0",
      "Cache-Status",
      forwarded(why, { isCollapsed }),
    ];
    throw new GatewayError(reason, "", { cause, headers });
  }
  const { isStored } = outcome;
  if (outcome.kind === "reply") {
    return withCacheStatus(outcome.reply, asked.protect, forwarded(why, { isStored }));
  }
  const { entry, isElsewhere = false, status } = outcome;
  const details = {
    isStored,
    isCollapsed: isCollapsed || isElsewhere,
    status: status === entry.status ? null : status,
  };
  return answerFrom(entry, { ...asked, status: forwarded(why, details) });
}

/** An upstream's reply that was not made from a stored answer. `Age` is its own, if it has one. */
export function withCacheStatus(
  reply: Reply,
  protect: (headers: HeaderList) => string[],
  status: string,
): Reply {
  const headers = protect(reply.headers);
  if (headerValue(headers, "age") === null) headers.push("Age", "0");
  headers.push("Cache-Status", status);
  return { status: reply.status, headers, body: reply.body };
}
