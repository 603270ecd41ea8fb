import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const open = { auth_required: false };

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;

  beforeAll(async () => {
    upstream = await startUpstream();
    const literal = `${upstream.url}/literal`;
    const routes = [
      { ...open, path: "/api/v1/plain", proxy_upstream: "$BASED" },
      { ...open, path: "/api/v1/braces", proxy_upstream: "${BASED}" },
      { ...open, path: "/api/v1/literal", proxy_upstream: literal },
      {
        ...open,
        path: "/api/v1/renamed/{id}",
        proxy_upstream: "$BASED",
        upstream_path: "/v2/{id}",
      },
    ];
    app = await startApp({
      lane,
      routes: routesFile({ routes }),
      env: { BASED: `${upstream.url}/base/path/` },
    });
  });
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });

  test.each([
    ["the request's path", "/api/v1/plain?a=1", "/base/path/api/v1/plain?a=1"],
    ["a variable in braces", "/api/v1/braces", "/base/path/api/v1/braces"],
    ["a literal URL", "/api/v1/literal", "/literal/api/v1/literal"],
    ["a path of the upstream's own", "/api/v1/renamed/7?b=2", "/base/path/v2/7?b=2"],
  ])("puts the upstream's base path before %s", async (_, path, target) => {
    upstream.reset();

    await send(app.url + path);

    expect(upstream.requests.map((request) => request.target)).toEqual([target]);
  });
});
