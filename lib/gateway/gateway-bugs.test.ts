import { expect, test } from "vitest";
import { authorized, startGatewayOnService, valuesOf } from "#tests/support/gateway-on-service.ts";

const { bugs, gatewayOf, logged, send } = await startGatewayOnService();

test("answers a bug in a part with 500, shows nothing of it and logs it", async () => {
  const broken = gatewayOf({
    limiter: {
      hit: () => {
        throw new Error("secret of the bug");
      },
    },
  });

  const reply = await send("GET", "/api/v1/agents", await authorized(), broken);

  expect(reply.status).toBe(500);
  expect(JSON.stringify(reply)).not.toContain("secret");
  expect(logged[0]?.refusal).toMatchObject({ reason: "internal" });
});

test("gives the answer in spite of a bug in the access log, and reports that", async () => {
  const broken = gatewayOf({
    record: () => {
      throw new Error("secret of the bug");
    },
  });

  const reply = await send("GET", "/api/v1/status", ["Origin", "https://partner.example"], broken);

  expect(reply.status).toBe(200);
  expect(valuesOf(reply, "x-request-id")).toHaveLength(1);
  expect(valuesOf(reply, "access-control-allow-origin")).toHaveLength(1);
  expect(bugs).toHaveLength(1);
});
