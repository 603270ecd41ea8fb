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
export function replyOf({ outcome }: Result, status: string, asked: Omit<Asked, "status">): Reply {
  if (outcome.kind === "refused") {
    const { cause, detail, reason } = outcome.refusal;
    const headers = [...outcome.headers, "Age", "0", "Cache-Status", status];
    throw new GatewayError(reason, detail, { cause, headers });
  }
  return outcome.kind === "reply"
    ? withCacheStatus(outcome.reply, asked.protect, status)
    : answerFrom(outcome.entry, { ...asked, status });
}

/** `Cache-Status` of the answer to a request for which the upstream was asked. */
export function statusOf({ outcome, isCollapsed }: Result, why: Forwarded): string {
  if (outcome.kind === "refused") return forwarded(why, { isCollapsed });
  const { isStored } = outcome;
  if (outcome.kind === "reply") return forwarded(why, { isStored });
  const { entry, isElsewhere = false, status } = outcome;
  return forwarded(why, {
    isStored,
    isCollapsed: isCollapsed || isElsewhere,
    status: status === entry.status ? null : status,
  });
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
