import type { Reason } from "../errors/catalogue.ts";
import { GatewayError } from "../errors/gateway-error.ts";

/** Codes that Node and undici give, by what they mean to the caller. Others mean "broken". */
const REASON_BY_CODE = new Map<string, Reason>([
  ["ECONNREFUSED", "upstream_down"],
  ["ENOTFOUND", "upstream_down"],
  ["EAI_AGAIN", "upstream_down"],
  ["EAI_FAIL", "upstream_down"],
  ["EHOSTUNREACH", "upstream_down"],
  ["ENETUNREACH", "upstream_down"],
  ["EADDRNOTAVAIL", "upstream_down"],
  ["UND_ERR_CONNECT_TIMEOUT", "upstream_down"],
  ["UND_ERR_HEADERS_TIMEOUT", "upstream_slow"],
  ["UND_ERR_BODY_TIMEOUT", "upstream_slow"],
]);

/** What a failed call means to the client. A GatewayError among the causes is given back as it is. */
export function upstreamFailure(thrown: unknown): GatewayError {
  for (const error of causes(thrown)) {
    if (error instanceof GatewayError) return error;
    const reason = isConnecting(error) ? "upstream_down" : REASON_BY_CODE.get(codeOf(error));
    if (reason !== undefined) return new GatewayError(reason, "", { cause: thrown });
  }
  return new GatewayError("upstream_broken", "", { cause: thrown });
}

/** Whether a call failed when it was written: not all of it has been sent, and perhaps nothing. */
export function hasFailedToWrite(failure: GatewayError): boolean {
  for (const error of causes(failure))
    if ("syscall" in error && error.syscall === "write") return true;
  return false;
}

// A name with several addresses fails with an AggregateError; others may wrap what they stand for.
function* causes(thrown: unknown): Generator<Error> {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    yield error;
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
}

// Whatever went wrong, nothing has been sent.
function isConnecting(error: Error): boolean {
  return "syscall" in error && error.syscall === "connect";
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
