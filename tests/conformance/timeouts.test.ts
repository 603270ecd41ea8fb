import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const open = { auth_required: false };
// Long against the pauses of a busy machine, which are nobody's timeout.
const BRIEF_MS = 1000;
const BRIEF = `${BRIEF_MS}ms`;
const ROUTES = [
  { ...open, path: "/api/v1/brief", timeout: BRIEF },
  { ...open, path: "/api/v1/brief-events", timeout: BRIEF, idle_timeout: "off" },
  { ...open, path: "/api/v1/idle-events", timeout: "30s", idle_timeout: BRIEF },
];
const CHUNKS = 8;
const BETWEEN_MS = BRIEF_MS / 5;

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  /** Sends chunk after chunk, together for much longer than the timeout. */
  function trickle(response: ServerResponse): void {
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      response.write(`${sent}\n`);
      if (sent === CHUNKS) response.end();
    }, BETWEEN_MS);
    response.once("close", () => clearInterval(timer));
  }

  test("answers 504 when the head does not come in time, and closes the call", async () => {
    let closed: Promise<unknown> | null = null;
    gateway.upstream.handleWith((_request, response) => {
      closed = once(response, "close");
    });

    const answer = await gateway.send("/api/v1/brief");

    expectEnvelope(answer, 504, "GATEWAY_TIMEOUT");
    await closed;
  });

  test("breaks an answer that falls silent between two chunks", async () => {
    gateway.upstream.handleWith((_request, response) => response.write("some"));

    const { response } = await gateway.open("/api/v1/brief");

    expect(response.statusCode).toBe(200);
    response.resume();
    await expect(once(response, "end")).rejects.toThrow("aborted");
  });

  test("lets an answer take longer than the timeout as long as it moves", async () => {
    gateway.upstream.handleWith((_request, response) => trickle(response));

    const answer = await gateway.send("/api/v1/brief");

    expect(answer.status).toBe(200);
    expect(answer.text.trim().split("\n")).toHaveLength(CHUNKS);
  });

  test("breaks an event stream that is silent for longer than idle_timeout", async () => {
    gateway.upstream.handleWith((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    });

    const { response } = await gateway.open("/api/v1/idle-events");

    response.resume();
    await expect(once(response, "end")).rejects.toThrow("aborted");
  });

  test("lets an event stream be silent for longer than the timeout", async () => {
    gateway.upstream.handleWith((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      setTimeout(() => response.end("data: 2\n\n"), 1.5 * BRIEF_MS);
    });

    const answer = await gateway.send("/api/v1/brief-events");

    expect(answer.text).toBe("data: 1\n\ndata: 2\n\n");
  });
});
