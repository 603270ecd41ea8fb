import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { expect, onTestFinished } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { type Answer, open, send } from "#tests/support/http-client.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream } from "#tests/support/upstream.ts";

const ITEMS = "/api/v1/items";
const SLOW = "/api/v1/slow";
const EVENTS = "/api/v1/events";
const PATIENCE = { timeout: 20_000, interval: 20 };

type Options = Omit<Parameters<typeof startApp>[0], "routes">;

export type StoppableApp = {
  readonly app: App;
  /** Sends a request that is answered at once. */
  ask(): Promise<Answer>;
  status(path: string): Promise<number>;
  /** Sends a request whose answer waits until it is told to end. */
  askSlowly(): Promise<{ readonly answer: Promise<Answer>; end(): void }>;
  /** Opens an event stream; `text` resolves when it has ended, and rejects when it breaks. */
  readEvents(): Promise<{ readonly text: Promise<string> }>;
  /** Resolves when `/ready` tells balancers to send nothing more. */
  leaving(): Promise<void>;
  /** Resolves when nobody can connect any more. */
  refusing(): Promise<void>;
  /** The exit code, or the signal's name. */
  ended(): Promise<unknown>;
};

/** The built app for one test, in front of an upstream with answers of every length. */
export async function stoppableApp({ env, ...options }: Options): Promise<StoppableApp> {
  const upstream = await startUpstream();
  onTestFinished(() => upstream.close());
  const waiting: ServerResponse[] = [];
  upstream.handleWith((request, response) => {
    if (request.url === SLOW) waiting.push(response);
    else if (request.url === EVENTS)
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
    else response.end("ok");
  });
  const routes = [ITEMS, SLOW, EVENTS].map((path) => ({ path, auth_required: false }));
  const app = await startApp({
    ...options,
    routes: routesFile({ routes }),
    env: { UPSTREAM: upstream.url, SHUTDOWN_DELAY: "2s", ...env },
  });
  onTestFinished(() => app.stop());
  const ended = once(app.process, "exit").then(([code, signal]) => code ?? signal);
  const refusal = () =>
    send(app.url + ITEMS).then(
      () => null,
      (error: unknown) => String(error),
    );
  const status = async (path: string) => (await send(app.url + path)).status;
  return {
    app,
    status,
    ask: () => send(app.url + ITEMS),
    async askSlowly() {
      const count = waiting.length;
      const answer = send(app.url + SLOW);
      // Who looks at it later must not be too late for a rejection.
      answer.catch(() => {});
      await expect.poll(() => waiting.length, PATIENCE).toBe(count + 1);
      return { answer, end: () => waiting[count]?.end("at last") };
    },
    async readEvents() {
      const { response } = await open(app.url + EVENTS);
      let text = "";
      const first = once(response, "data");
      response.on("data", (chunk) => {
        text += chunk;
      });
      const whole = once(response, "end").then(() => text);
      whole.catch(() => {});
      await first;
      return { text: whole };
    },
    leaving: () => expect.poll(() => status("/ready"), PATIENCE).toBe(503),
    refusing: () => expect.poll(refusal, PATIENCE).toContain("ECONNREFUSED"),
    ended: () => ended,
  };
}
