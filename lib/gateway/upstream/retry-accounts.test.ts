import { expect, test } from "vitest";
import { down, good, planned, unread } from "./contract/planned-tries.ts";

test("counts a server's load until its answer is whole, and no longer, even after failures", async () => {
  const { loads, pool, send } = planned([down, good]);

  await send();

  expect(loads).toEqual([1, 1]);
  expect(pool.state(0).inFlight).toBe(0);
});

test("counts an answer that streams until its place is left", async () => {
  const { calls, pool, send } = planned([{ ...good, body: unread(() => undefined) }]);

  await send();
  const during = pool.state(0).inFlight;
  calls[0]?.place.leave();

  expect([during, pool.state(0).inFlight]).toEqual([1, 0]);
});

test("opens the circuit when requests fail in the end, and then calls nobody", async () => {
  const { calls, send } = planned(
    Array.from({ length: 100 }, () => down),
    { retries: 0 },
  );

  for (let request = 0; request < 20; request++) await expect(send()).rejects.toBe(down);

  await expect(send()).rejects.toMatchObject({ reason: "circuit_open" });
  expect(calls).toHaveLength(20);
});

test("counts a request that succeeded in the end as a success", async () => {
  const results = Array.from({ length: 25 }, () => [down, good]).flat();
  const { pool, send } = planned(results);

  for (let request = 0; request < 25; request++) await send();

  expect(pool.state(0)).toMatchObject({ circuit: "closed", failures: 0, retries: 25 });
});
