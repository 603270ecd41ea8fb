import { expect, test } from "vitest";
import { GatewayError } from "../errors/gateway-error.ts";
import { upstreamFailure } from "./failure.ts";

const failing = (code: string) => Object.assign(new Error("failed"), { code });

test.each([
  ["ECONNREFUSED", "upstream_down"],
  ["ENOTFOUND", "upstream_down"],
  ["EAI_AGAIN", "upstream_down"],
  ["EAI_FAIL", "upstream_down"],
  ["EHOSTUNREACH", "upstream_down"],
  ["ENETUNREACH", "upstream_down"],
  ["EADDRNOTAVAIL", "upstream_down"],
  ["UND_ERR_CONNECT_TIMEOUT", "upstream_down"],
  ["UND_ERR_HEADERS_TIMEOUT", "upstream_slow"],
  ["UND_ERR_BODY_TIMEOUT", "upstream_slow"],
  ["ECONNRESET", "upstream_broken"],
  ["EPIPE", "upstream_broken"],
  ["HPE_INVALID_CONSTANT", "upstream_broken"],
  ["UND_ERR_SOCKET", "upstream_broken"],
])("says of %s that it means %s", (code, reason) => {
  expect(upstreamFailure(failing(code)).reason).toBe(reason);
});

test("takes any failure to connect for a service that cannot be reached", () => {
  const timedOut = Object.assign(failing("ETIMEDOUT"), { syscall: "connect" });

  expect(upstreamFailure(timedOut).reason).toBe("upstream_down");
  expect(upstreamFailure(failing("ETIMEDOUT")).reason).toBe("upstream_broken");
});

test("looks behind the errors that wrap the socket's", () => {
  const wrapped = new TypeError("fetch failed", { cause: failing("ECONNREFUSED") });
  const several = new AggregateError([failing("ECONNREFUSED"), failing("ETIMEDOUT")]);

  expect(upstreamFailure(wrapped).reason).toBe("upstream_down");
  expect(upstreamFailure(new TypeError("fetch failed", { cause: several })).reason).toBe(
    "upstream_down",
  );
});

test("gives a refusal among the causes back as it is", () => {
  const refusal = new GatewayError("body_too_large", "1 byte");

  expect(upstreamFailure(new TypeError("fetch failed", { cause: refusal }))).toBe(refusal);
});

test("keeps what was thrown as the cause and shows none of it", () => {
  const thrown = failing("ECONNREFUSED");

  const failure = upstreamFailure(thrown);

  expect(failure.cause).toBe(thrown);
  expect(failure.message).toBe("The service cannot be reached");
});

test.each([[null], [undefined], ["text"], [{}]])("takes %j for broken", (thrown) => {
  expect(upstreamFailure(thrown).reason).toBe("upstream_broken");
});

test("comes to an end on causes that lead in a circle", () => {
  const first = new Error("first");
  first.cause = new Error("second", { cause: first });

  expect(upstreamFailure(first).reason).toBe("upstream_broken");
});
