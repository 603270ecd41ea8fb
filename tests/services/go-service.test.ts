import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { type GoService, runGo, startGoService } from "./go-service.ts";

const SECRET = "signing-secret-signing-secret-0123";
const WIDGETS = "/api/v1/widgets";

// A first compilation of Go's own library comes with it.
const COMPILING_MS_MAX = 120_000;

test(
  "the Go example is vetted, and passes its own tests, signatures among them",
  () => {
    const tested = runGo("test", "./...");

    expect(runGo("vet", "./...")).toBe("");
    expect(tested).toMatch(/^ok\s+eloquent\.example\/go-service\/gateway\b/m);
  },
  COMPILING_MS_MAX,
);

describe.each(LANES)("the Go example behind the gateway, %s lane", (lane) => {
  let service: GoService;
  let app: App;

  beforeAll(async () => {
    service = await startGoService(SECRET);
    const options = { path: WIDGETS, proxy_upstream: "$WIDGET_SERVICE_URL" };
    const routes = [
      { ...options, sign: true },
      { ...options, sign: true, method: "POST", scopes: ["write:widgets"] },
      { ...options, path: `${WIDGETS}/{id}`, sign: true },
      { ...options, path: "/api/v1/unsigned", upstream_path: WIDGETS },
    ];
    const env = { WIDGET_SERVICE_URL: service.url, GATEWAY_SIGNING_SECRET: SECRET };
    app = await startApp({ lane, routes: routesFile({ routes }), env });
  }, COMPILING_MS_MAX);

  afterAll(async () => {
    await app?.stop();
    await service?.stop();
  });

  test("knows the gateway's requests, and whose they are", async () => {
    const claims = { org_id: `org-${lane}`, scopes: ["write:widgets"], email: "jö@例え.jp" };
    const headers = { ...(await bearer({ claims })), "content-type": "application/json" };

    const created = await send(app.url + WIDGETS, {
      method: "POST",
      headers,
      body: '{"name":"Ada"}',
    });
    const list = await send(`${app.url}${WIDGETS}?a=1&b&a=%2f`, { headers });
    const others = await send(app.url + WIDGETS, { headers: await bearer() });

    expect(created.status).toBe(201);
    expect(JSON.parse(list.text)).toEqual({
      data: [{ id: "1", name: "Ada", created_by: "user-1" }],
    });
    expect(JSON.parse(others.text)).toEqual({ data: [] });
  });

  test("refuses requests that nobody signed, from the gateway and from elsewhere", async () => {
    const identity = { "x-org-id": "org-1", "x-user-id": "user-1" };

    const unsigned = await send(`${app.url}/api/v1/unsigned`, { headers: await bearer() });
    const elsewhere = await send(service.url + WIDGETS, { headers: identity });

    expectEnvelope(unsigned, 403, "FORBIDDEN");
    expect(elsewhere.status).toBe(403);
  });

  test("its refusals reach the caller as they are, with the request's id", async () => {
    const answer = await send(`${app.url}${WIDGETS}/999`, {
      headers: { ...(await bearer()), "x-request-id": "req-go-example" },
    });

    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text).error).toMatchObject({
      ...{ code: "NOT_FOUND", request_id: "req-go-example" },
    });
  });
});

test("the Go example ends with 0 when it is asked to", async () => {
  const service = await startGoService(SECRET);

  expect(await service.stop()).toBe(0);
});
