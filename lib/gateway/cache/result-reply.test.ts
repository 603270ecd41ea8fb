import { expect, test } from "vitest";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import { NO_TERMS } from "./request-terms.ts";
import { replyOf } from "./result-reply.ts";

test("refuses whoever waited for a shared call with the words of its refusal", () => {
  const refusal = refusalOf(new GatewayError("circuit_open", "7"), "forward");
  const result = {
    outcome: { kind: "refused" as const, refusal, headers: ["Retry-After", "7"] },
    isCollapsed: true,
  };
  const asked = { method: "GET", terms: NO_TERMS, now: 0, protect: () => [] };

  expect(() => replyOf(result, "eloquent-gateway; fwd=uri-miss", asked)).toThrow(
    "The service has been failing; try again in 7 s",
  );
});
