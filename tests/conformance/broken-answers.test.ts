import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { accessLines } from "#tests/support/access-log.ts";
import { LANES } from "#tests/support/lanes.ts";
import { sendRaw } from "#tests/support/raw-http.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/items";
const CHUNK = "a".repeat(1000);

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [{ path: PATH, auth_required: false }],
  });

  /** Everything that a client gets on the wire while the service's answer breaks. */
  async function received(requestId: string, answer: (response: ServerResponse) => void) {
    gateway.upstream.handleWith((_request, response) => {
      answer(response);
      response.write(CHUNK);
    });
    const head = `GET ${PATH} HTTP/1.1\r\nHost: a\r\nX-Request-ID: ${requestId}\r\n\r\n`;
    let hasBroken = false;
    const bytes = await sendRaw(gateway.app.port, head, (bytes) => {
      if (!hasBroken && bytes.includes(CHUNK)) {
        hasBroken = true;
        gateway.upstream.server.closeAllConnections();
      }
      return false;
    });
    return bytes.toString("latin1");
  }

  test("shows a broken answer in chunks by leaving out the last one", async () => {
    const requestId = `req-chunked-${lane}`;

    const text = await received(requestId, () => undefined);

    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.toLowerCase()).toContain("transfer-encoding: chunked");
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
    await expect
      .poll(() => accessLines(gateway.app, requestId))
      .toMatchObject([{ level: "warn", status: 200, reason: "upstream_broken" }]);
    const metrics = await gateway.send("/metrics");
    expect(metrics.text).toMatch(/^gateway_answers_broken_total\{upstream="UPSTREAM"\} 1$/m);
  });

  test("shows a broken answer of known length by sending less, and closing", async () => {
    const text = await received(`req-length-${lane}`, (response) => {
      response.setHeader("content-length", "5000");
    });

    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    const isChunked = /transfer-encoding: chunked/i.test(text);
    // The route lane loses lengths; there the last chunk is missing.
    if (isChunked) expect(body).not.toMatch(/\r\n0\r\n\r\n$/);
    else expect([/content-length: 5000/i.test(text), body.length]).toEqual([true, 1000]);
  });
});
