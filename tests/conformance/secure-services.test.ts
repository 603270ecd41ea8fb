import { once } from "node:events";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type App, type Lane, startApp } from "#tests/support/app.ts";
import { type Certificate, loopbackCertificate } from "#tests/support/certificate.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";

const ROUTES = routesFile({
  routes: [
    { path: "/api/v1/items", auth_required: false },
    { path: "/api/v1/items", method: "POST", auth_required: false },
  ],
});

describe.each(LANES)("%s lane, a service behind TLS that speaks HTTP/2 too, as Go's do", (lane) => {
  let certificate: Certificate;
  let service: Http2SecureServer;
  let app: App;

  beforeAll(async () => {
    certificate = loopbackCertificate();
    service = await startService(certificate);
    app = await startGateway(lane, service, { NODE_EXTRA_CA_CERTS: certificate.file });
  });
  afterAll(async () => {
    await app.stop();
    service.close();
  });

  test("is called over HTTP/1.1, and its answer keeps its headers", async () => {
    const answer = await send(`${app.url}/api/v1/items?page=2`);

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ version: "1.1", url: "/api/v1/items?page=2" });
    expect(answer.header("content-type")).toBe("application/json");
    expect(answer.header("cache-control")).toBe("private");
    expect(answer.values("set-cookie")).toEqual(["a=1", "b=2"]);
  });

  test("gets bodies", async () => {
    const answer = await send(`${app.url}/api/v1/items`, { method: "POST", body: "some text" });

    expect(answer.text).toBe("some text");
  });

  test("is not called by a gateway that does not trust its certificate", async () => {
    const distrustful = await startGateway(lane, service, {});
    onTestFinished(() => distrustful.stop());

    const answer = await send(`${distrustful.url}/api/v1/items`);

    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.text).error.code).toBe("BAD_GATEWAY");
  });
});

async function startService({ certificate, key }: Certificate): Promise<Http2SecureServer> {
  const service = createSecureServer({ allowHTTP1: true, cert: certificate, key });
  service.on("request", (request, response) => {
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", "private");
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    if (request.method === "POST") request.pipe(response);
    else response.end(JSON.stringify({ version: request.httpVersion, url: request.url }));
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  return service;
}

function startGateway(
  lane: Lane,
  service: Http2SecureServer,
  env: Readonly<Record<string, string>>,
): Promise<App> {
  const address = service.address();
  const port = typeof address === "object" ? address?.port : null;
  return startApp({
    lane,
    routes: ROUTES,
    env: { UPSTREAM: `https://127.0.0.1:${port}`, ...env },
  });
}
