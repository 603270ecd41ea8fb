import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { makeToken } from "#tests/support/tokens.ts";
import { rawNames, rawValues } from "#tests/support/upstream.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/agents";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [{ path: PATH }, { path: PATH, method: "POST" }],
  });

  async function seen(...lines: readonly string[]): Promise<readonly string[]> {
    const token = await makeToken();
    await gateway.raw("GET", PATH, [`Authorization: Bearer ${token}`, ...lines]);
    return gateway.upstream.requests[0]?.rawHeaders ?? [];
  }

  test("passes everything else, with repetitions", async () => {
    const headers = await seen(
      "Accept: text/plain",
      "X-Custom: one",
      'If-None-Match: "a"',
      "X-Custom: two",
      "Range: bytes=0-1",
      "User-Agent: Test/1.0",
    );

    expect(rawValues(headers, "accept")).toEqual(["text/plain"]);
    expect(rawValues(headers, "x-custom").join(", ")).toBe("one, two");
    expect(rawValues(headers, "if-none-match")).toEqual(['"a"']);
    expect(rawValues(headers, "range")).toEqual(["bytes=0-1"]);
    expect(rawValues(headers, "user-agent")).toEqual(["Test/1.0"]);
  });

  test("keeps the order and the spelling of what it passes", async () => {
    const headers = await seen("X-Second: 1", "x-FIRST: 2", "X-Third: 3");

    const names = rawNames(headers).filter((name) => /^x-(first|second|third)$/i.test(name));
    expect(names).toEqual(["X-Second", "x-FIRST", "X-Third"]);
  });

  test.each([
    "Authorization",
    "Cookie",
    "Forwarded",
    "X-Forwarded-Port",
    "X-Forwarded-User",
    "X-Real-IP",
    "X-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "X-Method-Override",
    "X-Gateway-Signature",
    "X.Gateway.Anything",
    "X-Middleware-Subrequest",
    "X-Middleware-Rewrite",
    "Keep-Alive",
    "Proxy-Connection",
    "Proxy-Authorization",
    "TE",
    "Trailer",
    "HTTP2-Settings",
  ])("drops %s", async (name) => {
    const isToken = name === "Authorization";

    const headers = await seen(...(isToken ? [] : [`${name}: forged`]));

    const folded = rawNames(headers).map((other) => other.toLowerCase().replace(/[_.]/g, "-"));
    expect(folded).not.toContain(name.toLowerCase().replace(/[_.]/g, "-"));
    expect(headers).not.toContain("forged");
  });

  test("drops what Connection lists", async () => {
    const headers = await seen(
      "Connection: X-Private, x-other",
      "X-Private: 1",
      "X-Other: 2",
      "X-Kept: 3",
    );

    const names = rawNames(headers).map((name) => name.toLowerCase());
    expect(names).not.toContain("x-private");
    expect(names).not.toContain("x-other");
    expect(names).toContain("x-kept");
  });

  test("names the upstream as the host, and what the client asked for as the forwarded one", async () => {
    const headers = await seen("Host: app.example:8443");

    expect(rawValues(headers, "host")).toEqual([`127.0.0.1:${gateway.upstream.port}`]);
    expect(rawValues(headers, "x-forwarded-host")).toEqual(["app.example:8443"]);
  });

  test("tells the socket's address, whatever the client says about addresses", async () => {
    const headers = await seen(
      "X-Forwarded-For: 9.9.9.9",
      "X_Forwarded_For: 9.9.9.9",
      "x.forwarded.for: 9.9.9.9",
      "X-Forwarded-Proto: https",
      "X-Forwarded-Host: evil.example",
      "Forwarded: for=9.9.9.9",
    );

    expect(rawValues(headers, "x-forwarded-for")).toEqual(["127.0.0.1"]);
    expect(headers).not.toContain("9.9.9.9");
    expect(rawValues(headers, "x-forwarded-proto")).toEqual(["http"]);
    expect(rawValues(headers, "x-forwarded-host")).toEqual([`127.0.0.1:${gateway.app.port}`]);
  });

  test("starts Via, and continues it", async () => {
    expect(rawValues(await seen(), "via")).toEqual(["1.1 eloquent-gateway"]);
    gateway.upstream.reset();

    expect(rawValues(await seen("Via: 1.0 fred", "Via: 1.1 p.example (x)"), "via")).toEqual([
      "1.0 fred, 1.1 p.example (x), 1.1 eloquent-gateway",
    ]);
  });

  test.each([
    "1.1 eloquent-gateway",
    "1.0 fred, 1.1 Eloquent-Gateway",
    "HTTP/1.1 eloquent-gateway (x)",
  ])("refuses a loop: Via: %s", async (via) => {
    const token = await makeToken();

    const answer = await gateway.raw("GET", PATH, [
      `Authorization: Bearer ${token}`,
      `Via: ${via}`,
    ]);

    expectEnvelope(answer, 502, "BAD_GATEWAY");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("continues a trace with a parent of its own", async () => {
    const [sent = ""] = rawValues(
      await seen(`traceparent: 00-${TRACE}-${PARENT}-01`),
      "traceparent",
    );

    expect(sent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(sent).not.toContain(PARENT);
  });

  test("passes the state of a trace only with the trace that it belongs to", async () => {
    const state = "tracestate: vendor=1";

    const continued = await seen(`traceparent: 00-${TRACE}-${PARENT}-01`, state);
    gateway.upstream.reset();

    expect(rawValues(continued, "tracestate")).toEqual(["vendor=1"]);
    expect(rawValues(await seen(state), "tracestate")).toEqual([]);
  });

  test.each(["garbage", `00-${"0".repeat(32)}-${PARENT}-01`, `ff-${TRACE}-${PARENT}-01`])(
    "starts a trace anew for %s",
    async (traceparent) => {
      const [sent = ""] = rawValues(await seen(`traceparent: ${traceparent}`), "traceparent");

      expect(sent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      expect(sent).not.toContain(TRACE);
    },
  );

  test("frames a body of known length by its length", async () => {
    const authorization = `Bearer ${await makeToken()}`;

    await gateway.send(PATH, { method: "POST", headers: { authorization }, body: "12345" });

    const { headers, body } = gateway.upstream.requests[0] ?? {};
    expect(headers?.["content-length"]).toBe("5");
    expect(headers?.["transfer-encoding"]).toBeUndefined();
    expect(body?.toString()).toBe("12345");
  });

  test("sends a POST without a body as one", async () => {
    const token = await makeToken();

    const answer = await gateway.raw("POST", PATH, [
      `Authorization: Bearer ${token}`,
      "Content-Length: 0",
    ]);

    expect(answer.status).toBe(200);
    expect(gateway.upstream.requests).toMatchObject([{ method: "POST", body: Buffer.alloc(0) }]);
  });
});
