import type { App, Lane } from "#tests/support/app.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { answersIn } from "../hostile/answers.ts";
import { startHostileApp } from "../hostile/hostile-app.ts";
import { breachesOfCall, isUnreadable, OPEN, SERVED } from "../hostile/oracle.ts";
import { OVERLAPPING_ROUTES } from "../hostile/routes.ts";
import { converse } from "./connection.ts";
import type { Reference } from "./reference.ts";
import type { Case } from "./requests.ts";
import { type Verdict, verdictOn } from "./verdict.ts";

const PATIENCE = { firstMs: 3000, moreMs: 30 };
const REFERENCE_PATIENCE = { firstMs: 1000, moreMs: 30 };

/** One lane under fire. */
export type Target = {
  readonly lane: Lane;
  /** Sends a case and judges the answers, and every call that the upstream has got meanwhile. */
  judge(test: Case, reference: Reference): Promise<Verdict>;
  /** What is wrong with the process after all that; empty when nothing is. */
  close(): Promise<string[]>;
};

/** Starts the built app in a lane, in front of an upstream whose every call is looked at. */
export async function startTarget(lane: Lane): Promise<Target> {
  const upstream = await startUpstream();
  // A kept connection that the upstream closes would be a reason to send a request twice.
  upstream.server.keepAliveTimeout = 0;
  upstream.answerWith((response, { target }) => {
    response.setHeader(SERVED, target.startsWith(OPEN) ? "open" : "guarded");
    response.end("served");
  });
  const malformed: string[] = [];
  upstream.server.on("clientError", ({ code = "" }: { code?: string }, socket) => {
    if (isUnreadable(code)) malformed.push(code);
    socket.destroy();
  });
  const app = await startHostileApp(lane, upstream.url, {
    routes: OVERLAPPING_ROUTES,
    env: { LOG_LEVEL: "error" },
  });
  const ledger = createLedger();

  return {
    lane,
    async judge(test, reference) {
      const reading = await readingOf(test, reference);
      ledger.expect(test, reading.heads);
      const bytes = await converse(app.port, test.bytes, PATIENCE, {
        hasAnswer: (received) =>
          answersIn(received, { method: reading.heads[0]?.method ?? "GET", isClosed: false })
            .length > 0,
      });
      const { answers, breaches } = verdictOn(bytes, reading);
      const calls = upstream.requests.splice(0).flatMap((call) => ledger.note(call));
      const unreadable = malformed
        .splice(0)
        .map((code) => `the upstream cannot read a call: ${code}`);
      return { answers, breaches: [...breaches, ...calls, ...unreadable] };
    },
    close: () => closing(lane, app, upstream),
  };
}

async function readingOf({ bytes }: Case, reference: Reference) {
  let reading = reference.watch(0);
  await converse(reference.port, bytes, REFERENCE_PATIENCE, {
    hasAnswer: (received) => received.length > 0,
    onConnect: (port) => {
      reading = reference.watch(port);
    },
  });
  return reading;
}

/** Counts calls by the organisation they are for: never more than requests with its token. */
function createLedger() {
  const left = new Map<string, number>();
  return {
    expect({ org, token }: Case, heads: readonly { readonly rawHeaders: readonly string[] }[]) {
      const count = heads.filter(({ rawHeaders }) =>
        rawHeaders.some((value) => value.endsWith(token)),
      ).length;
      left.set(org, count);
    },
    note(call: UpstreamServer["requests"][number]): string[] {
      const org = String(call.headers["x-org-id"] ?? "");
      const count = left.get(org) ?? 0;
      const breaches = breachesOfCall(call, count > 0 ? [org] : []);
      left.set(org, count - 1);
      return breaches;
    },
  };
}

// Next logs an exception, and serves on, for the odd body whose client leaves while a handler reads it.
const KNOWN: Readonly<Record<Lane, RegExp>> = {
  direct: /(?!)/,
  route: /uncaughtException: +Error: aborted/,
};

async function closing(lane: Lane, app: App, upstream: UpstreamServer): Promise<string[]> {
  const health = await fetch(`${app.url}/health`).then(
    ({ status }) => (status === 200 ? [] : [`/health answers ${status}`]),
    (error: unknown) => [`/health does not answer: ${error}`],
  );
  const complaint = app
    .output()
    .split("\n")
    .find((line) => /unhandled|uncaught|"msg":"bug"/i.test(line) && !KNOWN[lane].test(line));
  await app.stop();
  await upstream.close();
  return complaint === undefined ? health : [...health, `it wrote: ${complaint}`];
}
