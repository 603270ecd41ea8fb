// Names are compared folded: some servers take X_Org_ID and X.Org.ID for X-Org-ID.
const NEVER = new Map(
  Object.entries({
    "the gateway alone tells the upstream who calls":
      "x-org-id x-user-id x-user-email x-user-role x-request-id via traceparent",
    // RFC 9110 section 7.6.1
    "it belongs to one connection":
      "connection keep-alive proxy-connection proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade http2-settings",
    "it belongs to the framing of a message": "host content-length expect",
    "a client could claim any address with it":
      "forwarded x-real-ip x-client-ip true-client-ip cf-connecting-ip",
    "it would let a request pass for another":
      "x-original-url x-rewrite-url x-http-method-override x-method-override x-http-method",
  }).flatMap(([reason, names]) => names.split(" ").map((name) => [name, reason] as const)),
);

const NEVER_STARTING = {
  "x-forwarded-": "a client could claim any address with it",
  "x-gateway-": "it is the gateway's own",
  "x-middleware-": "it is the gateway's own",
} as const;

/** Why a client's header may not be passed on, whatever a route says; null when it may. Lower case. */
export function forwardingFault(header: string): string | null {
  const name = header.replace(/[_.]/g, "-");
  const prefix = Object.entries(NEVER_STARTING).find(([start]) => name.startsWith(start));
  const reason = NEVER.get(name) ?? prefix?.[1];
  return reason === undefined ? null : `${header} is never passed on: ${reason}`;
}
