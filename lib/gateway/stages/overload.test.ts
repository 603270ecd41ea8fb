import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import { createExchange, type Exchange, type Outcome } from "../exchange.ts";
import { InFlight } from "../in-flight.ts";
import type { Reply } from "../reply.ts";
import { recordAnswers } from "../telemetry/record.ts";
import { overload } from "./overload.ts";

const answer = (): Reply => ({ status: 200, headers: [], body: "answer" });
const WHOLE: Outcome = { bytesOut: 6, isComplete: true };
const BROKEN: Outcome = { bytesOut: 1, isComplete: false };

test("refuses what is beyond the most there may be, before anything else sees it", async () => {
  const inFlight = new InFlight(1);
  const stage = overload(inFlight);
  await stage(anExchange(), answer);

  const second = () =>
    stage(anExchange(), () => {
      throw new Error("must not be asked");
    });

  expect(second).toThrow(
    expect.objectContaining({ reason: "overloaded", headers: ["Retry-After", "1"] }),
  );
  expect(second).toThrow(GatewayError);
  expect([inFlight.count, inFlight.refused]).toEqual([1, 2]);
});

test.each([
  ["has been sent", WHOLE],
  ["has broken", BROKEN],
])("counts a request until its answer %s, and the log is told of it too", async (_, outcome) => {
  const inFlight = new InFlight(1);
  const exchange = anExchange();
  const told: Outcome[] = [];
  const record = recordAnswers([(_exchange, _status, outcome) => told.push(outcome)]);

  record(exchange, await overload(inFlight)(exchange, async () => answer()));
  const during = inFlight.count;
  exchange.onClosed?.(outcome);

  expect([during, inFlight.count]).toEqual([1, 0]);
  expect(told).toEqual([outcome]);
});

test("counts down once, however often it is told of the end", async () => {
  const inFlight = new InFlight(2);
  const stage = overload(inFlight);
  const exchange = anExchange();
  const record = recordAnswers([]);

  record(exchange, await stage(exchange, answer));
  await stage(anExchange(), answer);
  exchange.onClosed?.(WHOLE);
  exchange.onClosed?.(BROKEN);

  expect(inFlight.count).toBe(1);
});

test("lets the next one in as soon as one is over", async () => {
  const stage = overload(new InFlight(1));
  const statuses: number[] = [];

  for (let request = 0; request < 3; request++) {
    const exchange = anExchange();
    statuses.push((await stage(exchange, answer)).status);
    exchange.onClosed?.(WHOLE);
  }

  expect(statuses).toEqual([200, 200, 200]);
});

function anExchange(): Exchange {
  return createExchange({
    ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
    ...{ headers: [], headFault: null, peerAddress: null, lane: "route", body: null },
    cancellation: new Cancellation(),
  });
}
