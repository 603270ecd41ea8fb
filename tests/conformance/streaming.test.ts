import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { start } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const open = { auth_required: false };
const ROUTES = [
  { ...open, path: "/api/v1/events" },
  { ...open, path: "/api/v1/uploads", method: "POST" },
];

type Call = { readonly request: IncomingMessage; readonly response: ServerResponse };

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  /** The next call that reaches the upstream, which leaves it to the test to answer. */
  function nextCall(): Promise<Call> {
    return new Promise((resolve) => {
      gateway.upstream.handleWith((request, response) => resolve({ request, response }));
    });
  }

  async function openStream(contentType: string) {
    const arriving = nextCall();
    const answering = gateway.open("/api/v1/events", { headers: { accept: contentType } });
    const call = await arriving;
    call.response.writeHead(200, { "content-type": contentType });
    return { ...call, answering };
  }

  test.each(["text/event-stream", "text/event-stream; charset=utf-8", "application/x-ndjson"])(
    "hands on each chunk of %s before the next is sent",
    async (contentType) => {
      const { response, answering } = await openStream(contentType);
      response.write("data: 1\n\n");

      const { response: answer } = await answering;
      const [first] = await once(answer, "data");
      response.write("data: 2\n\n");
      const [second] = await once(answer, "data");
      response.end();
      await once(answer, "end");

      expect(String(first)).toBe("data: 1\n\n");
      expect(String(second)).toBe("data: 2\n\n");
    },
  );

  test("hands on the head of an event stream before its first event", async () => {
    const { response, answering } = await openStream("text/event-stream");
    response.flushHeaders();

    const { response: answer } = await answering;

    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    answer.destroy();
  });

  test("closes the upstream's call when the client leaves in the middle of an answer", async () => {
    const { response, answering } = await openStream("text/event-stream");
    response.write("data: 1\n\n");
    const { response: answer } = await answering;
    await once(answer, "data");

    answer.destroy();
    await once(response, "close");

    expect(response.writableFinished).toBe(false);
  });

  test("closes the upstream's call when the client leaves before any answer", async () => {
    const arriving = nextCall();
    const message = start(`${gateway.app.url}/api/v1/events`, {});
    const { response } = await arriving;

    message.destroy();
    await once(response, "close");

    expect(response.headersSent).toBe(false);
  });

  test("breaks the answer visibly when the upstream breaks in the middle of chunks", async () => {
    const { response, answering } = await openStream("text/plain");
    response.write("half an ans");
    const { response: answer } = await answering;
    await once(answer, "data");

    response.destroy();

    await expect(once(answer, "end")).rejects.toThrow("aborted");
    expect(answer.complete).toBe(false);
  });

  test("breaks the answer visibly when the upstream sends less than it announced", async () => {
    const arriving = nextCall();
    const answering = gateway.open("/api/v1/events");
    const { response } = await arriving;
    response.writeHead(200, { "content-length": "100" });
    response.write("half an ans");
    const { response: answer } = await answering;
    await once(answer, "data");

    response.destroy();

    await expect(once(answer, "end")).rejects.toThrow("aborted");
  });

  test("hands on an upload while it is being sent", async () => {
    const arriving = nextCall();
    const message = start(`${gateway.app.url}/api/v1/uploads`, { method: "POST", body: held() });
    message.write("first");
    const { request, response } = await arriving;

    const [first] = await once(request, "data");
    message.write("second");
    const [second] = await once(request, "data");
    message.end();
    response.end("thanks");
    const [answer]: IncomingMessage[] = await once(message, "response");

    expect(`${first} ${second}`).toBe("first second");
    expect(answer?.statusCode).toBe(200);
    answer?.resume();
  });

  test("breaks off the upload to the upstream when the client leaves in the middle of it", async () => {
    const arriving = nextCall();
    const message = start(`${gateway.app.url}/api/v1/uploads`, { method: "POST", body: held() });
    message.write("first");
    const { request } = await arriving;
    request.on("error", () => {});
    await once(request, "data");
    const closed = new Promise((resolve) => request.once("close", resolve));

    message.destroy();
    await closed;

    expect(request.complete).toBe(false);
  });

  test("hands on the upstream's answer to an upload that it does not read to its end", async () => {
    gateway.upstream.handleWith((_request, response) => {
      response.writeHead(422).end("too odd");
    });

    const answer = await gateway.send("/api/v1/uploads", {
      method: "POST",
      body: "a".repeat(4_000_000),
    });

    expect(answer.status).toBe(422);
    expect(answer.text).toBe("too odd");
  });
});

// A body that the test itself writes and ends.
async function* held(): AsyncGenerator<Buffer> {
  await new Promise<never>(() => {});
}
