import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessLines } from "#tests/support/access-log.ts";
import { type App, startApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { type OtlpReceiver, startOtlpReceiver } from "#tests/support/otlp-receiver.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { rawValues, startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const PATIENCE = { timeout: 15_000 };
const SERVER = 2;
const CLIENT = 3;

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let receiver: OtlpReceiver;
  let upstream: UpstreamServer;

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    upstream = await startUpstream();
    app = await startApp({
      lane,
      routes: routesFile({ routes: [{ path: "/api/v1/items/{id}", cache_ttl: "1m", retries: 1 }] }),
      env: {
        UPSTREAM: upstream.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_EXPORTER_OTLP_HEADERS: "api-key=key-1",
        OTEL_SERVICE_NAME: "gateway-under-test",
        OTEL_TRACES_SAMPLER: "parentbased_always_off",
      },
    });
  });
  afterAll(async () => {
    await app.stop();
    await upstream.close();
    await receiver.stop();
  });

  const ask = async (id: string, traceparent: readonly string[]) =>
    send(`${app.url}/api/v1/items/${id}?token=s3cret`, {
      headers: [...Object.entries(await bearer()).flat(), "x-request-id", id, ...traceparent],
    });
  const spansOf = (id: string) => {
    const server = receiver.spans.find(({ attributes }) => attributes["gateway.request_id"] === id);
    return receiver.spans.filter(({ traceId }) => traceId === server?.traceId);
  };
  const sent = () =>
    upstream.requests.map(({ rawHeaders }) => rawValues(rawHeaders, "traceparent"));

  test("sends a span of the request and of each try, in the caller's trace", async () => {
    let calls = 0;
    upstream.answerWith((response) => {
      calls += 1;
      response.statusCode = calls === 1 ? 503 : 200;
      response.end("{}");
    });

    await ask("traced-request-1", ["traceparent", `00-${TRACE}-${PARENT}-01`]);
    await expect.poll(() => spansOf("traced-request-1").length, PATIENCE).toBe(5);

    const spans = spansOf("traced-request-1");
    const server = spans.find(({ kind }) => kind === SERVER);
    expect(server).toMatchObject({
      ...{ traceId: TRACE, parentSpanId: PARENT, name: "GET /api/v1/items/{id}" },
      resource: { "service.name": "gateway-under-test" },
    });
    expect(server?.attributes).toMatchObject({
      "http.route": "/api/v1/items/{id}",
      "url.path": "/api/v1/items/traced-request-1",
      "http.response.status_code": 200,
      "gateway.lane": lane,
      "gateway.org_id": "org-1",
    });
    const children = spans.filter((span) => span !== server);
    expect(children.map(({ parentSpanId }) => parentSpanId)).toEqual(
      children.map(() => server?.spanId),
    );
    expect(children.map(({ name }) => name).sort()).toEqual(["GET", "GET", "cache", "limiter"]);
    const tries = children.filter(({ kind }) => kind === CLIENT);
    expect(tries.map(({ attributes }) => attributes["http.response.status_code"])).toEqual([
      503, 200,
    ]);
    for (const { endedAtNano, startedAtNano } of children) {
      expect(startedAtNano).toBeGreaterThanOrEqual(server?.startedAtNano ?? 0n);
      expect(endedAtNano).toBeLessThanOrEqual((server?.endedAtNano ?? 0n) + 1_000_000n);
    }
    expect(sent()).toEqual(calls === 2 ? [[traceparent()], [traceparent()]] : []);
    expect(receiver.headers.at(-1)).toMatchObject({ "api-key": "key-1" });
    expect(JSON.stringify(receiver.spans, (_, value) => String(value))).not.toContain("s3cret");

    function traceparent(): string {
      return `00-${TRACE}-${server?.spanId}-01`;
    }
  });

  test("begins a trace where there is none, and leaves out what is not sampled", async () => {
    upstream.reset();

    await ask("traced-request-2", []);
    await ask("traced-request-3", ["traceparent", `00-${TRACE}-${PARENT}-00`]);
    await ask("traced-request-4", ["traceparent", `00-${TRACE.replace("4", "5")}-${PARENT}-01`]);
    await expect.poll(() => spansOf("traced-request-4").length, PATIENCE).toBeGreaterThan(0);

    expect([spansOf("traced-request-2"), spansOf("traced-request-3")]).toEqual([[], []]);
    const [begun, continued] = sent();
    expect(begun).toEqual([expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)]);
    expect(continued).toEqual([expect.stringMatching(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`))]);
    await expect.poll(() => accessLines(app, "traced-request-2"), PATIENCE).toHaveLength(1);
    expect(accessLines(app, "traced-request-2")[0]?.["trace_id"]).toBe(begun?.[0]?.slice(3, 35));
  });

  test("passes tracestate on with its trace alone", async () => {
    upstream.reset();

    await ask("a-request-5", [
      ...["traceparent", `00-${TRACE}-${PARENT}-00`, "tracestate", "vendor=1"],
      ...["tracestate", "other=2"],
    ]);
    await ask("a-request-6", ["traceparent", "not one", "tracestate", "vendor=1"]);

    const states = upstream.requests.map(({ rawHeaders }) => rawValues(rawHeaders, "tracestate"));
    expect(states.map((values) => values.join(","))).toEqual(["vendor=1,other=2", ""]);
  });

  test("hands over what it has before it ends", async () => {
    await ask("traced-request-7", ["traceparent", `00-${TRACE.replace("4", "6")}-${PARENT}-01`]);

    app.process.kill("SIGINT");

    await expect
      .poll(() => spansOf("traced-request-7").length, { timeout: 4000 })
      .toBeGreaterThan(0);
  });
});
