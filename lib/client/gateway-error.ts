import { errorCodes } from "./schema.gen.ts";

/** The codes of the gateway's own errors. */
export type GatewayCode = (typeof errorCodes)[number];

type Facts<Code extends string> = Readonly<{
  code: Code;
  /** 0 when no answer came. */
  status: number;
  /** Names the request in the gateway's log; null when no answer came. */
  requestId: string | null;
  /** `Retry-After` in seconds, or null. */
  retryAfterSeconds: number | null;
}>;

/** `SERVICE_ERROR`: a service refused with a code of its own, or without the envelope. */
type ServiceFacts = Facts<"SERVICE_ERROR"> & Readonly<{ serviceCode: string | null; body: string }>;

type ErrorFacts =
  | { [Code in GatewayCode]: Facts<Code> }[GatewayCode]
  | ServiceFacts
  | Facts<"UNREACHABLE">
  | Facts<"BROKEN_ANSWER">;

/**
 * Why a call failed, told apart by `code`: one of the gateway's codes; `SERVICE_ERROR`;
 * `UNREACHABLE`, when no answer came; `BROKEN_ANSWER`, when it broke off or was no JSON.
 */
export type GatewayError = Error & ErrorFacts;

const NAME = "GatewayError";

/** Whether what was caught is a `GatewayError`. */
export function isGatewayError(thrown: unknown): thrown is GatewayError {
  return thrown instanceof Error && thrown.name === NAME;
}

/** The error of a call that got no answer. */
export function unreachable(cause: unknown): GatewayError {
  const facts = { status: 0, requestId: null, retryAfterSeconds: null };
  return made("The gateway could not be reached", { code: "UNREACHABLE", ...facts }, cause);
}

/** The error of an answer whose body broke off, or could not be read. */
export function brokenAnswer(response: Response, cause: unknown): GatewayError {
  return made(
    "The answer broke off or could not be read",
    { code: "BROKEN_ANSWER", ...factsOf(response) },
    cause,
  );
}

/** The error that an answer with a status of 400 or more stands for. Reads its body. */
export async function errorOf(response: Response): Promise<GatewayError> {
  const body = await response.text().catch(() => "");
  const { code, message, request_id: id } = envelopeIn(body);
  const facts = factsOf(response);
  const requestId = typeof id === "string" ? id : facts.requestId;
  const text = typeof message === "string" ? message : `The service answered ${response.status}`;
  const known = errorCodes.find((candidate) => candidate === code);
  if (known !== undefined) return made(text, { ...facts, code: known, requestId });
  const serviceCode = typeof code === "string" ? code : null;
  return made(text, { ...facts, code: "SERVICE_ERROR", requestId, serviceCode, body });
}

function made(message: string, facts: ErrorFacts, cause?: unknown): GatewayError {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { name: NAME }, facts);
}

function factsOf({ headers, status }: Response) {
  const after = headers.get("retry-after") ?? "";
  return {
    status,
    requestId: headers.get("x-request-id"),
    // The other form of Retry-After is a date, which the gateway never sends (RFC 9110 10.2.3).
    retryAfterSeconds: /^\d+$/.test(after) ? Number(after) : null,
  };
}

function envelopeIn(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(Object(JSON.parse(body)).error);
  } catch {
    return {};
  }
}
