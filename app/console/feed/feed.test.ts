import { expect, test } from "vitest";
import { Cancellation } from "#lib/gateway/cancellation.ts";
import { createExchange } from "#lib/gateway/exchange.ts";
import { createObservation } from "#lib/gateway/observation/observation.ts";
import { createFeed } from "./feed.ts";

const NOW = 1_700_000_000_000;

function seeing() {
  const observation = createObservation();
  function see(count: number, now: number, status = 404): void {
    for (let index = 0; index < count; index += 1) {
      const exchange = createExchange({
        ...{ method: "GET", rawTarget: "/api/v1/x", headFault: null, headers: [] },
        target: { path: "/api/v1/x", query: "", fault: null },
        ...{ peerAddress: null, lane: "direct", cancellation: new Cancellation(), body: null },
      });
      observation.observe(exchange, status, { bytesOut: 1, isComplete: true }, 2, now);
    }
  }
  return { see, feed: createFeed(() => observation.all, null) };
}

test("greets with what is remembered, and tells only what is new after that", () => {
  const { feed, see } = seeing();
  see(3, NOW);

  const hello = feed.hello(NOW);
  const none = feed.news();
  see(2, NOW);
  const news = feed.news();

  expect(hello.decisions.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(hello.span.requests).toBe(3);
  expect(none).toBeNull();
  expect(news?.rows.map(({ number }) => number)).toEqual([4, 5]);
  expect(feed.news()).toBeNull();
});

test("tells the newest of a flood, and how many it left out", () => {
  const { feed, see } = seeing();
  feed.hello(NOW);

  see(450, NOW);

  expect(feed.news()).toMatchObject({ skipped: 350 });
});

test("counts among the left out what was not even kept", () => {
  const { feed, see } = seeing();
  see(1000, NOW, 200);
  feed.hello(NOW);

  see(5000, NOW + 500, 200);

  expect(feed.news()).toMatchObject({ skipped: 4950, rows: { length: 50 } });
});

test("a tick tells the steps that may have changed since the last one", () => {
  const { feed, see } = seeing();
  see(1, NOW);
  feed.hello(NOW);
  see(1, NOW + 1000);

  const same = feed.tick(NOW + 2000);
  see(1, NOW + 6000);
  const next = feed.tick(NOW + 7000);
  const later = feed.tick(NOW + 8000);

  const told = ({ steps }: typeof same) => steps.map(({ at, requests }) => [at - NOW, requests]);
  expect(told(same)).toEqual([[0, 2]]);
  expect(told(next)).toEqual([
    [0, 2],
    [5000, 1],
  ]);
  expect(told(later)).toEqual([[5000, 1]]);
});

test("traffic that has not begun is told as none", () => {
  const feed = createFeed(() => null, null);

  expect(feed.hello(NOW)).toMatchObject({ decisions: [], routes: [], span: { requests: 0 } });
  expect(feed.news()).toBeNull();
});
