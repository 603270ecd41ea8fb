import type { Answer } from "#tests/support/http-client.ts";
import { answersIn } from "../hostile/answers.ts";
import { breachesOfAnswer, PARTNER } from "../hostile/oracle.ts";
import type { Head, Reading } from "./reference.ts";

/** What came of a case: the gateway's answers, and what is wrong with them. */
export type Verdict = { readonly answers: readonly Answer[]; readonly breaches: readonly string[] };

/** Holds what the gateway sent against what Node reads in the bytes of the case. */
export function verdictOn(received: Buffer, { fault, heads }: Reading): Verdict {
  const [head] = heads;
  const method = head?.method ?? "GET";
  const answers = answersIn(received, { method, isClosed: true });
  const breaches: string[] = [];
  // A head that never ended: there is nothing to hold an answer against.
  if (head === undefined && fault === null) return { answers, breaches };
  if (answers.length > heads.length + (fault === null ? 0 : 1))
    breaches.push(`${answers.length} answers to ${heads.length} requests`);
  const [answer] = answers;
  if (answers.some(({ status }) => status >= 500)) breaches.push("an answer of our own is 5xx");
  if (head === undefined) {
    if (answer !== undefined) breaches.push(...breachesOfMalformed(answer));
  } else if (isForGateway(head.target)) {
    const isPartner = valuesOf(head, "origin").join() === PARTNER;
    if (answer !== undefined) breaches.push(...breachesOfAnswer(answer, { isPartner, method }));
    // What cannot be read behind a request ends the connection, with or without its answer.
    else if (head.isWhole && fault === null) breaches.push("there is no answer");
  }
  return { answers, breaches };
}

// A head that Node cannot read: the envelope with a request id, and an end.
function breachesOfMalformed(answer: Answer): string[] {
  const breaches = breachesOfAnswer(answer, { isPartner: false, method: "GET" });
  if (answer.status < 400) breaches.push(`${answer.status} to a request that is none`);
  if (answer.header("connection") !== "close") breaches.push("its connection goes on");
  return breaches;
}

/** Whether a target begins as the routes do, decoded once or not, with its dots resolved or not. */
function isForGateway(target: string): boolean {
  let path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  if (isRoutePath(path)) return true;
  path = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // Resolved by hand, as a URL parser would decode a second time.
  const kept: string[] = [];
  for (const segment of path.split(/[\\/]+/)) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return isRoutePath(path.replace(/[\\/]+/g, "/")) || isRoutePath(`/${kept.join("/")}`);
}

function isRoutePath(path: string): boolean {
  return path.startsWith("/api/v1/") && !/^\/api\/v1\/docs(\/|$)/.test(path);
}

function valuesOf({ rawHeaders }: Head, name: string): string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}
