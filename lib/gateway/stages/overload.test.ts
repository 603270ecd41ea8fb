import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { createExchange, type Exchange, type Outcome } from "../exchange.ts";
import { headerValue } from "../header-list.ts";
import { InFlight } from "../in-flight.ts";
import type { Reply } from "../reply.ts";
import { overload } from "./overload.ts";

const answer = (): Reply => ({ status: 200, headers: [], body: "answer" });
const WHOLE: Outcome = { bytesOut: 6, isComplete: true };
const BROKEN: Outcome = { bytesOut: 1, isComplete: false };

test("refuses what is beyond the most there may be, before anything else sees it, and logs it", async () => {
  const { inFlight, recorded, stage } = limited(1);
  const first = anExchange();
  await stage(first, answer);

  const second = anExchange();
  const reply = await stage(second, () => {
    throw new Error("must not be asked");
  });

  expect([reply.status, headerValue(reply.headers, "retry-after")]).toEqual([503, "1"]);
  expect(second.refusal).toMatchObject({ reason: "overloaded", stage: "overload" });
  expect(recorded).toEqual([second]);
  expect([inFlight.count, inFlight.refused]).toEqual([1, 1]);
});

test.each([
  ["has been sent", WHOLE],
  ["has broken", BROKEN],
])("counts a request until its answer %s, and tells the log of it", async (_, outcome) => {
  const { inFlight, stage } = limited(1);
  const exchange = anExchange();
  const told: Outcome[] = [];

  await stage(exchange, async () => {
    exchange.onClosed = (outcome) => told.push(outcome);
    return answer();
  });
  const during = inFlight.count;
  exchange.onClosed?.(outcome);

  expect([during, inFlight.count]).toEqual([1, 0]);
  expect(told).toEqual([outcome]);
});

test("counts down once, however often it is told of the end", async () => {
  const { inFlight, stage } = limited(2);
  const exchange = anExchange();

  await stage(exchange, answer);
  await stage(anExchange(), answer);
  const { onClosed } = exchange;
  onClosed?.(WHOLE);
  exchange.onClosed?.(BROKEN);

  expect(inFlight.count).toBe(1);
});

test("lets the next one in as soon as one is over", async () => {
  const { stage } = limited(1);
  const statuses: number[] = [];

  for (let request = 0; request < 3; request++) {
    const exchange = anExchange();
    statuses.push((await stage(exchange, answer)).status);
    exchange.onClosed?.(WHOLE);
  }

  expect(statuses).toEqual([200, 200, 200]);
});

function limited(max: number) {
  const inFlight = new InFlight(max);
  const recorded: Exchange[] = [];
  return {
    inFlight,
    recorded,
    stage: overload({ inFlight, record: (exchange) => recorded.push(exchange) }),
  };
}

function anExchange(): Exchange {
  return createExchange({
    ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
    ...{ headers: [], headFault: null, peerAddress: null, lane: "route", body: null },
    cancellation: new Cancellation(),
  });
}
