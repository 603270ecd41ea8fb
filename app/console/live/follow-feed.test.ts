import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followFeed } from "./follow-feed.ts";
import type { LiveEvent } from "./live-state.ts";

const TICK = "event: tick\ndata: {}\n\n";
const asked: number[] = [];
let answers: (() => Promise<Response>)[] = [];
let events: LiveEvent[] = [];
let stopped = new AbortController();

const unreachable = () => Promise.reject(new TypeError("fetch failed"));
const told = (text: string) => async () =>
  new Response(text, { headers: { "content-type": "text/event-stream" } });
const silent = async () => new Response(new ReadableStream());

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("fetch", (_: string, { signal }: { signal: AbortSignal }) => {
    asked.push(performance.now());
    const answer = answers.shift() ?? unreachable;
    return answer().then((response) => endedBy(response, signal));
  });
  asked.length = 0;
  events = [];
  stopped = new AbortController();
});

afterEach(() => {
  stopped.abort();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** As `fetch` does it: a body errs when its signal fires. */
function endedBy(response: Response, signal: AbortSignal): Response {
  const { readable, writable } = new TransformStream();
  response.body?.pipeTo(writable, { signal }).catch(() => {});
  return new Response(readable, response);
}

/** The waits before each further try, in seconds. */
async function waits(answering: typeof answers, seconds: number): Promise<number[]> {
  answers = answering;
  void followFeed(stopped.signal, (event) => events.push(event));
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return asked.slice(1).map((at, index) => Math.round((at - (asked[index] ?? 0)) / 1000));
}

test("tries again after 1, 2, 4, then every 8 seconds", async () => {
  expect(await waits([], 32)).toEqual([1, 2, 4, 8, 8, 8]);
  expect(events[0]).toEqual({ kind: "lost", why: "The gateway does not answer." });
});

test("begins with one second anew after it has been told something", async () => {
  const answering = [unreachable, unreachable, unreachable, told(TICK), unreachable];

  expect(await waits(answering, 11)).toEqual([1, 2, 4, 1, 2]);
  expect(events.filter(({ kind }) => kind === "told")).toHaveLength(1);
});

test("takes silence for a broken connection", async () => {
  expect(await waits([silent, silent], 8)).toEqual([7]);
  expect(events).toEqual([{ kind: "lost", why: "The gateway does not answer." }]);
});

test("renews at once and without a word when the gateway asks for it", async () => {
  const renewal = told(`event: bye\ndata: {"why":"renewal"}\n\n`);

  expect(await waits([renewal, silent], 1)).toEqual([0]);
  expect(events.map(({ kind }) => kind)).toEqual(["told"]);
});

test("gives up when it is refused, and says why", async () => {
  const envelope = { error: { code: "UNAUTHORIZED", message: "Sign in first", request_id: "r-1" } };
  const refused = async () => Response.json(envelope, { status: 401 });

  expect(await waits([refused], 60)).toEqual([]);
  expect(events).toEqual([
    {
      kind: "refused",
      failure: { code: "UNAUTHORIZED", message: "Sign in first", requestId: "r-1" },
    },
  ]);
});

test("a failing gateway is tried again", async () => {
  const failing = async () => new Response("bad gateway", { status: 502 });

  expect(await waits([failing, failing], 4)).toEqual([1, 2]);
  expect(events[0]).toEqual({ kind: "lost", why: "The gateway answers 502." });
});

test("tries at once when the network is back", async () => {
  void waits([unreachable, unreachable, unreachable], 0);
  await vi.advanceTimersByTimeAsync(3500);
  const before = asked.length;

  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);

  expect(asked.length).toBe(before + 1);
});
