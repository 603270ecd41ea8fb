const STATUSES = {
  BAD_REQUEST: 400,
  MISSING_ORG_ID: 400,
  VALIDATION_FAILED: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_NOT_SATISFIABLE: 416,
  INTERNAL_ERROR: 500,
} as const;

/** What a demo service can refuse with. */
export type RefusalCode = keyof typeof STATUSES;

/** Thrown by a handler to refuse a request. `message` and `headers` are shown to the caller. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RefusalCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "Refusal";
    this.code = code;
    this.status = STATUSES[code];
    this.headers = headers;
  }
}

/** The platform's error envelope; `requestId` is the one the caller forwarded, if any. */
export function errorEnvelope(refusal: Refusal, requestId: string | undefined, now: Date) {
  return {
    error: {
      code: refusal.code,
      message: refusal.message,
      ...(requestId === undefined ? {} : { request_id: requestId }),
    },
    metadata: { success: false, timestamp: now.toISOString() },
  };
}
