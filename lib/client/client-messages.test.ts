import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { errorOf, json, useClient } from "#tests/support/client-gateway.ts";

describe("requests and answers", () => {
  test("parameters are escaped, the query serialised", async () => {
    const { gateway, seen } = await useClient((_, response) => json(response, 200, {}));

    await gateway.get("/api/v1/agents/{id}/run", {
      params: { path: { id: "a/b c?" }, query: { steps: 2 } },
    });

    expect(seen[0]?.line).toBe("GET /api/v1/agents/a%2Fb%20c%3F/run?steps=2");
  });

  test("an answer without a body has none", async () => {
    const { gateway } = await useClient((_, response) => response.writeHead(204).end());

    const { data } = await gateway.delete("/api/v1/agents/{id}", { params: { path: { id: "a" } } });

    expect(data).toBeUndefined();
  });

  test("events come one by one, and leaving the loop ends the call", async () => {
    let ended: Promise<unknown> = Promise.resolve();
    const { gateway } = await useClient((_, response) => {
      ended = once(response, "close");
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("id: 1\nevent: step\ndata: one\n\nid: 2\ndata: two\n\n");
    });
    const names: string[] = [];

    for await (const event of gateway.events("/api/v1/agents/{id}/run", {
      params: { path: { id: "a" } },
    })) {
      names.push(`${event.id} ${event.name} ${event.data}`);
      if (names.length === 2) break;
    }

    expect(names).toEqual(["1 step one", "2 message two"]);
    await ended;
  });

  test("a stream that breaks off is BROKEN_ANSWER, after the events that came", async () => {
    const { gateway } = await useClient((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: one\n\n", () => response.destroy());
    });
    const seen: string[] = [];

    const error = await errorOf(
      (async () => {
        const params = { path: { id: "a" } };
        for await (const { data } of gateway.events("/api/v1/agents/{id}/run", { params })) {
          seen.push(data);
        }
      })(),
    );

    expect(error.code).toBe("BROKEN_ANSWER");
    expect(seen).toEqual(["one"]);
  });
});
