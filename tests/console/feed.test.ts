import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { ACME_ORG_ID, GLOBEX_ORG_ID } from "#demo/orgs.ts";
import { signInAs } from "#tests/auth/sign-in.ts";
import { startApp } from "#tests/support/app.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream } from "#tests/support/upstream.ts";

const ITEMS = "/api/v1/items";

async function watched(lane: (typeof LANES)[number]) {
  const upstream = await startUpstream();
  onTestFinished(() => upstream.close());
  const app = await startApp({
    lane,
    routes: routesFile({ routes: [{ path: ITEMS }] }),
    env: {
      ...{ UPSTREAM: upstream.url, AUTH_DEMO: "1", AUTH_DEMO_IN_PRODUCTION: "1" },
      ...{ SHUTDOWN_DELAY: "0", NEXT_MANUAL_SIG_HANDLE: "true" },
    },
  });
  onTestFinished(() => app.stop());
  const browser = await signInAs(app.url, "admin@acme.example");
  const call = async (org_id: string) =>
    fetch(app.url + ITEMS, await bearer({ claims: { org_id } }).then((headers) => ({ headers })));
  return { app, browser, call };
}

/** An event stream's events, one after the other; null at its end. */
function eventsOf(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  return async function next(): Promise<{ name: string; data: string } | null> {
    while (!rest.includes("\n\n")) {
      const piece = await reader?.read();
      if (piece?.done !== false) return null;
      rest += piece.value;
    }
    const end = rest.indexOf("\n\n");
    const [, name = "", data = ""] = /^event: (.*)\ndata: (.*)$/.exec(rest.slice(0, end)) ?? [];
    rest = rest.slice(end + 2);
    return { name, data };
  };
}

describe.each(LANES)("%s lane", (lane) => {
  test("an admin is told of calls as they are answered, and of the own organisation's alone", async () => {
    const { app, browser, call } = await watched(lane);
    const before = await call(ACME_ORG_ID);
    const next = eventsOf(await browser.send(`${app.url}/console/events`));

    const hello = await next();
    await call(GLOBEX_ORG_ID);
    const during = await call(ACME_ORG_ID);
    let news = await next();
    while (news?.name === "tick") news = await next();

    expect(hello?.name).toBe("hello");
    const { decisions, replica } = JSON.parse(hello?.data ?? "");
    const ids = (rows: { requestId: string }[]) => rows.map(({ requestId }) => requestId);
    expect(replica).toMatchObject({ lane, pid: app.process.pid });
    expect(ids(decisions)).toEqual([before.headers.get("x-request-id")]);
    expect(ids(JSON.parse(news?.data ?? "").rows)).toEqual([during.headers.get("x-request-id")]);
  });

  test("a call opens into the stages that it passed in this lane", async () => {
    const { app, browser, call } = await watched(lane);
    const id = (await call(ACME_ORG_ID)).headers.get("x-request-id");

    const response = await browser.send(`${app.url}/console/decision?id=${id}`);

    const { told } = await response.json();
    expect(told.decision).toMatchObject({ requestId: id, lane, status: 200, route: ITEMS });
    const forward = told.decision.verdicts.find(
      ({ stage }: { stage: string }) => stage === "forward",
    );
    expect(forward.outcome).toBe("answered");
    expect(forward.ms).toBeGreaterThan(0);
  });

  test("a stream says goodbye when the process stops, and does not hold it", async () => {
    const { app, browser } = await watched(lane);
    const next = eventsOf(await browser.send(`${app.url}/console/events`));
    await next();
    const ended = once(app.process, "exit");

    app.process.kill("SIGTERM");

    let last = await next();
    while (last?.name === "tick") last = await next();
    expect(last).toEqual({ name: "bye", data: '{"why":"shutdown"}' });
    expect(await next()).toBeNull();
    expect((await ended)[0]).toBe(0);
  });
});
