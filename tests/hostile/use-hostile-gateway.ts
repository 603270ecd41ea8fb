import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { App, Lane } from "#tests/support/app.ts";
import type { Answer } from "#tests/support/http-client.ts";
import { parseAnswer, sendRaw } from "#tests/support/raw-http.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { answersIn } from "./answers.ts";
import { type Attack, bytesOf, ORG } from "./attack.ts";
import { type HostileOptions, startHostileApp } from "./hostile-app.ts";
import { breachesOfAnswer, breachesOfCall, isUnreadable, OPEN, SERVED } from "./oracle.ts";

type Reading = {
  /** How many answers end the wait; one by default. A closed connection ends it always. */
  readonly answers?: number;
  /** Method of the first request. */
  readonly method?: string;
};

export type HostileGateway = {
  readonly app: App;
  readonly upstream: UpstreamServer;
  /** Targets that the upstream was called with. */
  readonly targets: readonly string[];
  /** Sends a request that Node can read, and holds the answer against the oracle. */
  attack(attack: Attack): Promise<Answer>;
  /** Sends bytes on a connection of their own and gives the answers, whatever they are. */
  write(bytes: string, reading?: Reading): Promise<Answer[]>;
};

/**
 * The built app in front of an upstream that serves guarded and open routes apart, for all tests of
 * the enclosing `describe`. After each test the oracle looks at every call that the upstream got;
 * good tokens are those for ORG.
 */
export function useHostileGateway(lane: Lane, options: HostileOptions): HostileGateway {
  let app: App | null = null;
  let upstream: UpstreamServer | null = null;
  const malformed: string[] = [];

  beforeAll(async () => {
    upstream = await startUpstream();
    upstream.server.on("clientError", ({ code = "" }: { code?: string }, socket) => {
      if (isUnreadable(code)) malformed.push(code);
      socket.destroy();
    });
    app = await startHostileApp(lane, upstream.url, options);
  });
  beforeEach(() => {
    upstream?.reset();
    upstream?.answerWith((response, { target }) => {
      response.setHeader(SERVED, target.startsWith(OPEN) ? "open" : "guarded");
      response.end("served");
    });
  });
  afterEach(() => {
    const calls = started(upstream).requests;
    expect(calls.flatMap((call) => breachesOfCall(call, [ORG]))).toEqual([]);
    expect(malformed.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await app?.stop();
    await upstream?.close();
  });

  async function write(bytes: string, { answers = 1, method = "GET" }: Reading = {}) {
    const soFar = (received: Buffer) => answersIn(received, { method, isClosed: false });
    const isEnough = (received: Buffer) => soFar(received).length >= answers;
    const received = await sendRaw(started(app).port, Buffer.from(bytes, "latin1"), isEnough);
    return answersIn(received, { method, isClosed: true });
  }

  return {
    get app() {
      return started(app);
    },
    get upstream() {
      return started(upstream);
    },
    get targets() {
      return started(upstream).requests.map(({ target }) => target);
    },
    async attack(attack) {
      const { lines = [], method = "GET" } = attack;
      const [answer = parseAnswer(Buffer.alloc(0))] = await write(bytesOf(attack), { method });
      const isPartner = !lines.some((line) => /^origin:/i.test(line));
      expect(breachesOfAnswer(answer, { isPartner, method })).toEqual([]);
      return answer;
    },
    write,
  };
}

function started<T>(thing: T | null): T {
  if (thing === null) throw new Error("nothing has been started yet");
  return thing;
}
