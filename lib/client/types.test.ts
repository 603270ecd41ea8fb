import { expectTypeOf, test } from "vitest";
import type { GatewayClient } from "./client.ts";
import { type GatewayError, isGatewayError } from "./gateway-error.ts";
import type { components } from "./schema.gen.ts";
import type { Scope } from "./scope.ts";

// `npm run check` compiles these: what must not compile says so with @ts-expect-error. Nothing is
// called, since nobody would answer.
declare const gateway: GatewayClient;
const calls = (_: () => unknown) => {};

test("answers have the types that the services describe", () => {
  calls(async () => {
    const { data, response } = await gateway.get("/api/v1/agents", {
      params: { query: { limit: 5 } },
    });
    expectTypeOf(data.data).toEqualTypeOf<readonly components["schemas"]["agents.Agent"][]>();
    expectTypeOf(data.metadata.next_cursor).toEqualTypeOf<string | null>();
    expectTypeOf(response).toEqualTypeOf<Response>();

    const file = await gateway.get("/api/v1/entities/{id}/file", { params: { path: { id: "a" } } });
    expectTypeOf(file.data).toEqualTypeOf<Blob>();
  });
});

test("bodies must be what the services take", () => {
  calls(() => gateway.post("/api/v1/agents", { body: { name: "Nightly report" } }));
  calls(() =>
    gateway.put("/api/v1/entities/{id}/file", {
      params: { path: { id: "a" } },
      body: new Blob(["a"]),
    }),
  );
  // @ts-expect-error -- an agent needs a name
  calls(() => gateway.post("/api/v1/agents", { body: {} }));
  // @ts-expect-error -- its status is active or paused
  calls(() => gateway.post("/api/v1/agents", { body: { name: "a", status: "idle" } }));
  // @ts-expect-error -- it has no colour
  calls(() => gateway.post("/api/v1/agents", { body: { name: "a", colour: "red" } }));
  // @ts-expect-error -- a body is needed
  calls(() => gateway.post("/api/v1/agents"));
});

test("wrong paths and methods do not compile", () => {
  // @ts-expect-error -- there is no such path
  calls(() => gateway.get("/api/v1/agent"));
  // @ts-expect-error -- placeholders are filled by the client, not by the caller
  calls(() => gateway.get("/api/v1/agents/support-triage"));
  // @ts-expect-error -- a list of agents cannot be deleted
  calls(() => gateway.delete("/api/v1/agents"));
  // @ts-expect-error -- the status cannot be written
  calls(() => gateway.post("/api/v1/status"));
});

test("wrong, missing and surplus parameters do not compile", () => {
  // @ts-expect-error -- the path has a parameter
  calls(() => gateway.get("/api/v1/agents/{id}"));
  // @ts-expect-error -- it is called id
  calls(() => gateway.get("/api/v1/agents/{id}", { params: { path: { name: "a" } } }));
  // @ts-expect-error -- the query's parameter is a number
  calls(() => gateway.get("/api/v1/agents", { params: { query: { limit: "5" } } }));
  // @ts-expect-error -- there is no such parameter beside limit
  calls(() => gateway.get("/api/v1/agents", { params: { query: { limit: 5, limmit: 5 } } }));
  // @ts-expect-error -- nor such an option
  calls(() => gateway.get("/api/v1/agents", { limit: 5 }));
});

test("only event streams can be followed", () => {
  calls(async () => {
    const events = gateway.events("/api/v1/agents/{id}/run", {
      params: { path: { id: "a" }, query: { steps: 2 } },
    });
    for await (const event of events) expectTypeOf(event.data).toEqualTypeOf<string>();
  });
  // @ts-expect-error -- this answers with JSON
  calls(() => gateway.events("/api/v1/agents"));
});

test("errors are told apart by their code", () => {
  const told = (error: GatewayError) => {
    expectTypeOf(error.requestId).toEqualTypeOf<string | null>();
    if (error.code === "SERVICE_ERROR") {
      expectTypeOf(error.serviceCode).toEqualTypeOf<string | null>();
      return error.serviceCode;
    }
    // @ts-expect-error -- only a service's own error has a code beside `code`
    error.serviceCode;
    // @ts-expect-error -- there is no such code, so the two cannot be equal
    if (error.code === "RATE_LIMITD") return null;
    return error.code === "RATE_LIMITED" ? error.retryAfterSeconds : null;
  };
  expectTypeOf(told).parameter(0).toEqualTypeOf<GatewayError>();
  expectTypeOf(isGatewayError).guards.toEqualTypeOf<GatewayError>();
});

test("scopes are those of routes.yaml", () => {
  expectTypeOf<"write:agents">().toExtend<Scope>();
  expectTypeOf<"write:agent">().not.toExtend<Scope>();
});
