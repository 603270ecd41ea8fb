import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "#tests/support/app.ts";
import { LANES } from "#tests/support/lanes.ts";
import type { UpstreamServer } from "#tests/support/upstream.ts";
import { loggedRequests, PATH, startLoggedApp } from "./logged-app.ts";

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;
  const { call, freshId, lineOf } = loggedRequests(lane, () => app);

  beforeAll(async () => {
    ({ app, upstream } = await startLoggedApp(lane));
  });
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });

  test("says which trace a request belongs to, the same as the service is told", async () => {
    const id = freshId();
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    upstream.reset();

    await call(`${PATH}/7`, id, { headers: { traceparent } });

    const sent = String(upstream.requests[0]?.headers["traceparent"]);
    expect(sent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(sent).not.toBe(traceparent);
    expect(await lineOf(id)).toMatchObject({ trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" });
  });

  test("begins a trace for a request that has none, also for one that is refused", async () => {
    const id = freshId();

    await call(PATH, id);

    expect(await lineOf(id)).toMatchObject({
      status: 401,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
});
