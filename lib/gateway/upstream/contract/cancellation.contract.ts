import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { Cancellation } from "../../cancellation.ts";
import type { Upstream } from "../upstream.ts";
import { callOf, pushedBody, readAll, readerOf, settled } from "./calls.ts";
import { httpServer } from "./real-servers.ts";

/** Whoever leaves, leaves nothing open. */
export function cancellationContract(create: () => Upstream): void {
  test("closes the call when the client leaves before the head", async () => {
    const { cancellation, origin, serverClosed, serverHasRequest } = await quietServer();

    const pending = create()(callOf(origin, { cancellation }));
    await serverHasRequest;
    cancellation.cancel();

    await expect(pending).rejects.toMatchObject({ reason: "client_gone" });
    await serverClosed;
  });

  test("closes the call when the client leaves while the body comes", async () => {
    const { cancellation, origin, serverClosed } = await quietServer((response) =>
      response.write("first"),
    );

    const reply = await create()(callOf(origin, { cancellation }));
    const reader = readerOf(reply.body);
    await reader.next();
    const next = reader.next();
    cancellation.cancel();

    await expect(next).rejects.toMatchObject({ reason: "client_gone" });
    await serverClosed;
  });

  test("closes the call when the client leaves while it uploads", async () => {
    const { cancellation, origin, serverClosed, serverHasBytes } = await quietServer();
    const { body, push } = pushedBody();

    const pending = create()(callOf(origin, { method: "POST", body, cancellation }));
    await push("some");
    await serverHasBytes;
    cancellation.cancel();

    await expect(pending).rejects.toMatchObject({ reason: "client_gone" });
    await serverClosed;
  });

  test("opens nothing for a client that has left already", async () => {
    let requests = 0;
    const origin = await httpServer((_request, response) => {
      requests += 1;
      response.end();
    });
    const cancellation = new Cancellation();
    cancellation.cancel();

    const pending = create()(callOf(origin, { cancellation }));

    await expect(pending).rejects.toMatchObject({ reason: "client_gone" });
    expect(requests).toBe(0);
  });

  test("closes the call when reading stops early", async () => {
    const { origin, serverClosed } = await quietServer((response) => response.write("first"));

    const reply = await create()(callOf(origin));
    const reader = readerOf(reply.body);
    await reader.next();
    await reader.return?.();

    await serverClosed;
  });

  test("closes the call when reading never begins", async () => {
    const { origin, serverClosed } = await quietServer((response) => response.write("first"));

    const reply = await create()(callOf(origin));
    await readerOf(reply.body).return?.();

    await serverClosed;
  });

  test("keeps the connection of a body that was read to its end", async () => {
    const sockets = new Set<unknown>();
    const origin = await httpServer((request, response) => {
      sockets.add(request.socket);
      response.end("whole");
    });
    const upstream = create();

    const first = await upstream(callOf(origin)).then((reply) => readAll(reply.body));
    await settled(() => sockets.size);
    const second = await upstream(callOf(origin)).then((reply) => readAll(reply.body));

    expect([String(first), String(second), sockets.size]).toEqual(["whole", "whole", 1]);
  });
}

/** A server that answers no further than told, and tells when its connection has been closed. */
async function quietServer(answer: (response: ServerResponse) => void = () => undefined) {
  const arrived = Promise.withResolvers<IncomingMessage>();
  const closed = Promise.withResolvers<void>();
  const bytes = Promise.withResolvers<void>();
  const origin = await httpServer((request, response) => {
    request.on("error", () => undefined);
    request.once("data", () => bytes.resolve());
    response.once("close", () => closed.resolve());
    arrived.resolve(request);
    answer(response);
  });
  return {
    origin,
    cancellation: new Cancellation(),
    serverHasRequest: arrived.promise,
    serverHasBytes: bytes.promise,
    serverClosed: closed.promise,
  };
}
