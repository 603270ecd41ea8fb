import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const open = { auth_required: false };

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let servers: UpstreamServer[];

  beforeAll(async () => {
    servers = await Promise.all([startUpstream(), startUpstream(), startUpstream()]);
    const routes = [
      { ...open, path: "/api/v1/one" },
      { ...open, path: "/api/v1/other" },
    ];
    const UPSTREAM = servers.map(({ url }) => url).join(",");
    app = await startApp({ lane, routes: routesFile({ routes }), env: { UPSTREAM } });
  });
  afterAll(async () => {
    await app.stop();
    await Promise.all(servers.map((server) => server.close()));
  });

  async function callTimes(times: number, path: string): Promise<Set<number>> {
    const statuses = new Set<number>();
    for (let request = 0; request < times; request++)
      statuses.add((await send(app.url + path)).status);
    return statuses;
  }

  test("takes a server that fails five times in a row out for all routes, and no client notices", async () => {
    const [bad, ...good] = servers;
    bad?.answerWith((response) => response.destroy());

    const statuses = await callTimes(60, "/api/v1/one");
    const calls = bad?.requests.length;
    const afterwards = await callTimes(40, "/api/v1/other");

    expect(calls).toBe(5);
    expect(bad?.requests).toHaveLength(5);
    expect([...statuses, ...afterwards]).toEqual([200, 200]);
    expect(good.every(({ requests }) => requests.length > 10)).toBe(true);
    await app.outputMatching(new RegExp(`"server":"${bad?.url}".*server ejected`));
  });
});
