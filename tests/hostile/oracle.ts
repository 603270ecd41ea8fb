import type { Answer } from "#tests/support/http-client.ts";
import { type Received, rawValues } from "#tests/support/upstream.ts";

/** The origin that the hostile gateways' list allows; what is sent to them names it. */
export const PARTNER = "https://partner.example";
/** What attacks put where only the gateway's word may stand. */
export const FORGED = "forged";
/** Header that tells an upstream's own answers from the gateway's. */
export const SERVED = "x-served-by";

/** Node's codes for calls that the upstream cannot read; one that was broken off is none of them. */
export function isUnreadable(code = ""): boolean {
  return code.startsWith("HPE_") && code !== "HPE_INVALID_EOF_STATE";
}

/** Base paths of the upstream behind routes that ask for a token, and behind those that ask for none. */
export const GUARDED = "/guarded";
export const OPEN = "/open";

const IDENTITY = ["x-org-id", "x-user-id", "x-user-email", "x-user-role"];
const OWN = [
  ...IDENTITY,
  "x-request-id",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
];
const NEVER_PASSED = [
  ...[
    "te",
    "trailer",
    "upgrade",
    "expect",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
  ],
  ...["http2-settings", "forwarded", "x-real-ip", "x-client-ip", "true-client-ip"],
  ...["cf-connecting-ip", "x-original-url", "x-rewrite-url", "x-http-method-override"],
  ...["x-method-override", "authorization", "cookie"],
];
const NEVER_PASSED_PREFIXES = ["x-middleware-", "x-gateway-"];
const REQUEST_ID = /^[A-Za-z0-9._-]{8,128}$/;

/**
 * What is wrong with a request that reached the upstream: a guarded one must name exactly one
 * organisation, one of `orgs`, in any spelling of the header; an open one none. Empty when nothing is.
 */
export function breachesOfCall(
  { rawHeaders, target }: Received,
  orgs: readonly string[],
): string[] {
  const breaches: string[] = [];
  const base = [GUARDED, OPEN].find((path) => target.startsWith(`${path}/`));
  if (base === undefined) breaches.push(`the call of ${target} left its base path`);
  else if (!new URL(target, "http://upstream").pathname.startsWith(`${base}/`))
    breaches.push(`a reader that resolves ${target} leaves its base path`);
  const names = foldedNames(rawHeaders);
  const expected = base === OPEN ? 0 : 1;
  for (const name of ["x-org-id", "x-user-id"]) {
    const count = names.filter((other) => other === name).length;
    if (count !== expected) breaches.push(`${target} was called with ${count} ${name}`);
  }
  const [org] = rawValues(rawHeaders, "x-org-id");
  if (base !== OPEN && !orgs.includes(org ?? ""))
    breaches.push(
      `${target} was called for ${org}, and the tokens were for ${orgs.join() || "nobody"}`,
    );
  for (const name of OWN)
    if (valuesOf(rawHeaders, name).some((value) => value.includes(FORGED)))
      breaches.push(`${name} says what the client made up`);
  for (const name of names)
    if (
      NEVER_PASSED.includes(name) ||
      NEVER_PASSED_PREFIXES.some((prefix) => name.startsWith(prefix))
    )
      breaches.push(`${name} was passed on`);
  if (names.includes("content-length") && names.includes("transfer-encoding"))
    breaches.push("the call has two framings");
  return breaches;
}

/**
 * What is wrong with an answer to a request whose head Node can read and that named PARTNER as its
 * origin, if `isPartner`: it must have a request id and CORS headers, and if the gateway gave it, be
 * the envelope, or say nothing but what methods there are.
 */
export function breachesOfAnswer(
  answer: Answer,
  { isPartner, method }: { readonly isPartner: boolean; readonly method: string },
): string[] {
  if (answer.status === 0) return ["there is no answer"];
  const breaches: string[] = [];
  const [requestId = "", ...more] = answer.values("x-request-id");
  if (!REQUEST_ID.test(requestId) || more.length > 0)
    breaches.push(`the request id is ${JSON.stringify([requestId, ...more])}`);
  const origins = answer.values("access-control-allow-origin");
  if (isPartner && origins.join() !== PARTNER)
    breaches.push(`CORS allows ${JSON.stringify(origins)}`);
  const isServed = answer.values(SERVED).length > 0;
  if (!isServed && answer.status === 500) breaches.push("it is a bug of ours");
  if (!isServed && !isEmpty(answer, method))
    breaches.push(...breachesOfEnvelope(answer, requestId));
  return breaches;
}

function isEmpty({ status, body }: Answer, method: string): boolean {
  if (status === 204) return body.length === 0;
  return method === "HEAD" && status >= 400 && body.length === 0;
}

function breachesOfEnvelope(answer: Answer, requestId: string): string[] {
  const body = parsed(answer.text);
  const isEnvelope =
    answer.status >= 400 &&
    /^application\/json/.test(answer.header("content-type") ?? "") &&
    JSON.stringify(shapeOf(body)) ===
      '{"error":{"code":"string","message":"string","request_id":"string"},"metadata":{"success":"boolean","timestamp":"string"}}';
  if (!isEnvelope) return [`${answer.status} is no envelope: ${answer.text.slice(0, 200)}`];
  const breaches: string[] = [];
  if (!answer.text.includes(`"request_id":"${requestId}"`))
    breaches.push("the envelope has another request id than its head");
  if (answer.values("cache-control").join() !== "no-store")
    breaches.push("the envelope may be stored");
  if (/node_modules|\.ts:\d+|\bat \w+ \(/.test(answer.text))
    breaches.push("the envelope shows a stack");
  return breaches;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A JSON value with the type of each leaf in its place. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

function foldedNames(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0).map(fold);
}

function valuesOf(rawHeaders: readonly string[], folded: string): string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && fold(rawHeaders[index - 1] ?? "") === folded,
  );
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "-");
}
