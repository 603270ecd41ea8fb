import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { errorOf, refuse, useClient } from "#tests/support/client-gateway.ts";

describe("what goes wrong", () => {
  test("a gateway's error has its code, message and request id", async () => {
    const { gateway } = await useClient((_, response) =>
      refuse(response, 403, "INSUFFICIENT_SCOPE"),
    );

    const error = await errorOf(
      gateway.delete("/api/v1/agents/{id}", { params: { path: { id: "a" } } }),
    );

    expect(error).toMatchObject({
      code: "INSUFFICIENT_SCOPE",
      status: 403,
      message: "said INSUFFICIENT_SCOPE",
      requestId: "req-envelope",
    });
  });

  test("a service's own code does not pass for the gateway's", async () => {
    const { gateway } = await useClient((_, response) =>
      refuse(response, 400, "VALIDATION_FAILED"),
    );

    const error = await errorOf(gateway.get("/api/v1/agents"));

    expect(error).toMatchObject({ code: "SERVICE_ERROR", serviceCode: "VALIDATION_FAILED" });
  });

  test("an error without the envelope still has the request's id", async () => {
    const { gateway } = await useClient((_, response) => {
      response.writeHead(418, { "x-request-id": "req-teapot00" }).end("short and stout");
    });

    const error = await errorOf(gateway.get("/api/v1/agents"));

    expect(error).toMatchObject({
      code: "SERVICE_ERROR",
      status: 418,
      requestId: "req-teapot00",
      serviceCode: null,
      body: "short and stout",
    });
  });

  test("a gateway that is not there is UNREACHABLE", async () => {
    const { gateway, server } = await useClient(() => {});
    await gateway.tokens.get();
    server.closeAllConnections();
    server.close();
    await once(server, "close");

    expect(await errorOf(gateway.get("/api/v1/agents"))).toMatchObject({
      code: "UNREACHABLE",
      status: 0,
      requestId: null,
    });
  });

  test.each([
    [
      "breaks off",
      (response: ServerResponse) => {
        response.writeHead(200, {
          "content-type": "application/json",
          "content-length": "99",
          "x-request-id": "req-broken00",
        });
        response.write('{"da', () => response.destroy());
      },
    ],
    [
      "is no JSON",
      (response: ServerResponse) => {
        response
          .writeHead(200, { "content-type": "application/json", "x-request-id": "req-broken00" })
          .end("<html>");
      },
    ],
  ])("an answer that %s is BROKEN_ANSWER, with the request's id", async (_, answer) => {
    const { gateway } = await useClient((_request, response) => answer(response));

    expect(await errorOf(gateway.get("/api/v1/agents"))).toMatchObject({
      code: "BROKEN_ANSWER",
      requestId: "req-broken00",
    });
  });

  test("an aborted call rejects with the signal's reason, and is no GatewayError", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const { gateway } = await useClient(() => stop.abort(reason));

    const call = gateway.get("/api/v1/agents", { signal: stop.signal });

    await expect(call).rejects.toBe(reason);
  });

  test("a call can be aborted while it waits for the token", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const { gateway, seen } = await useClient(
      () => {},
      (request) => {
        stop.abort(reason);
        request.socket.pause();
      },
    );

    await expect(gateway.get("/api/v1/agents", { signal: stop.signal })).rejects.toBe(reason);
    expect(seen).toEqual([]);
  });

  test.each(["", ".", ".."])("a path is never filled in with %j", async (id) => {
    const { gateway, seen } = await useClient(() => {});

    const call = gateway.get("/api/v1/agents/{id}", { params: { path: { id } } });

    await expect(call).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });
});
