import { expect, test } from "vitest";
import { headerValue } from "../header-list.ts";
import { CATALOGUE, type Reason } from "./catalogue.ts";
import { errorReply } from "./envelope.ts";
import { GatewayError } from "./gateway-error.ts";

const NOW = Date.UTC(2024, 2, 1, 10);
const isReason = (text: string): text is Reason => text in CATALOGUE;
const reasons = Object.keys(CATALOGUE).filter(isReason);

// What clients may rely on: the codes and the statuses that they come with.
const PROMISED: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  EXPIRED_TOKEN: 401,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPE: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL_ERROR: 500,
  BAD_GATEWAY: 502,
  SERVICE_UNAVAILABLE: 503,
  GATEWAY_TIMEOUT: 504,
};

test.each(reasons.filter((reason) => reason !== "client_gone"))(
  "%s is answered with a promised code and status",
  (reason) => {
    const { code, status } = CATALOGUE[reason];

    expect(PROMISED[code]).toBe(status);
  },
);

test("every promised code can be given", () => {
  const given = new Set<string>(Object.values(CATALOGUE).map(({ code }) => code));

  expect(Object.keys(PROMISED).filter((code) => !given.has(code))).toEqual([]);
});

test.each(reasons)("%s is answered in the one form of the envelope", (reason) => {
  const reply = errorReply(new GatewayError(reason, "detail"), "req-abc123", NOW);

  expect(reply.status).toBe(CATALOGUE[reason].status);
  expect(headerValue(reply.headers, "content-type")).toBe("application/json; charset=utf-8");
  expect(headerValue(reply.headers, "cache-control")).toBe("no-store");
  expect(JSON.parse(String(reply.body))).toEqual({
    error: {
      code: CATALOGUE[reason].code,
      message: CATALOGUE[reason].message.replace("{}", "detail"),
      request_id: "req-abc123",
    },
    metadata: { success: false, timestamp: "2024-03-01T10:00:00.000Z" },
  });
});

test.each(["$&", "$1$`$'", "{}", '"quoted"\n', "</script>", ""])(
  "shows the detail %j exactly as it is",
  (detail) => {
    const reply = errorReply(new GatewayError("scope_missing", detail), "req-1", NOW);

    const body: unknown = JSON.parse(String(reply.body));
    expect(body).toMatchObject({ error: { message: `The token lacks the scope ${detail}` } });
  },
);

test("shows nothing of the cause", () => {
  const error = new GatewayError("internal", "detail", { cause: new Error("a secret") });

  const reply = errorReply(error, "req-1", NOW);

  expect(JSON.stringify(reply)).not.toContain("secret");
  expect(error.cause).toMatchObject({ message: "a secret" });
});

test("sends the headers that the refusal brings", () => {
  const error = new GatewayError("method_refused", "PUT", { headers: ["Allow", "GET"] });

  expect(headerValue(errorReply(error, "req-1", NOW).headers, "allow")).toBe("GET");
});
