import { isoTime } from "../iso-time.ts";
import { jsonReply, type Reply } from "../reply.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { GatewayError } from "./gateway-error.ts";

/** The one form in which the gateway answers an error. `now` in milliseconds since the epoch. */
export function errorReply(error: GatewayError, requestId: string, now: number): Reply {
  const { status, code } = CATALOGUE[error.reason];
  const body = {
    error: { code, message: error.message, request_id: requestId },
    metadata: { success: false, timestamp: isoTime(now) },
  };
  return jsonReply(status, body, error.headers);
}
