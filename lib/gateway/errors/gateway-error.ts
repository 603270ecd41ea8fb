import type { HeaderList } from "../header-list.ts";
import { CATALOGUE, type Reason } from "./catalogue.ts";

type Options = {
  /** Extra response headers, such as `WWW-Authenticate`. */
  readonly headers?: HeaderList;
  /** For the log; never shown. */
  readonly cause?: unknown;
};

/**
 * A refusal on its way to the client. `detail` is public and fills the row's `{}`; `cause` is not.
 * Throw it from a stage; `compose` renders it at the layer that threw.
 */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly reason: Reason;
  readonly detail: string;
  readonly headers: HeaderList;

  constructor(reason: Reason, detail = "", options: Options = {}) {
    // A refusal is an answer, not a crash: its stack would cost a tenth of a refused request. The
    // cause, where there is one, has its own.
    const stackTraceLimit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(
      CATALOGUE[reason].message.replace("{}", () => detail),
      "cause" in options ? { cause: options.cause } : undefined,
    );
    Error.stackTraceLimit = stackTraceLimit;
    this.reason = reason;
    this.detail = detail;
    this.headers = options.headers ?? [];
  }
}

/** The reason of an error that may be of another copy of this class, or null where it has none. */
export function reasonOf(error: unknown): Reason | null {
  const hasReason = error instanceof Error && "reason" in error;
  return hasReason && isReason(error.reason) ? error.reason : null;
}

function isReason(value: unknown): value is Reason {
  return typeof value === "string" && Object.hasOwn(CATALOGUE, value);
}

/** What is left of a thrown error once it is rendered: for the log and the explanation. */
export type Refusal = {
  readonly reason: Reason;
  readonly code: string;
  readonly detail: string;
  /** As the client reads it. */
  readonly message: string;
  /** The stage that refused. */
  readonly stage: string;
  readonly cause: unknown;
};

/** The cause in words, where whoever refused put it so: fit for people who look; else null. */
export function refusalNote({ cause }: Refusal): string | null {
  return typeof cause === "string" ? cause : null;
}

/** The refusal that `error` became at `stage`. */
export function refusalOf(error: GatewayError, stage: string): Refusal {
  const { cause, detail, message, reason } = error;
  return { reason, code: CATALOGUE[reason].code, detail, message, stage, cause };
}
