import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { rawValues } from "#tests/support/upstream.ts";
import { type Attack, bytesOf, given, ORG, signed } from "./attack.ts";
import { CLAIMED } from "./claimed-headers.ts";
import { breachesOfAnswer, PARTNER } from "./oracle.ts";
import { OVERLAPPING_ROUTES } from "./routes.ts";
import { useHostileGateway } from "./use-hostile-gateway.ts";

const GUARDED_PATH = "/api/v1/agents";
const OPEN_PATH = "/api/v1/open/agents";
/** Heads that another reader could take otherwise, and that Node can read. */
const REFUSED = [
  ["two hosts", ["Host: gateway.example", "Host: evil.example"]],
  ["two equal hosts", ["Host: gateway.example", "Host: gateway.example"]],
  ["a host with a path", ["Host: gateway.example/api/v1/open"]],
  ["a host with a user", ["Host: gateway.example@evil.example"]],
  ["a list of hosts", ["Host: gateway.example, evil.example"]],
  ["a host with a space", ["Host: gateway.example evil.example"]],
  ["a host with a scheme", ["Host: http://gateway.example"]],
  ["a host with a port of letters", ["Host: gateway.example:http"]],
  ["a host of markup", ['Host: "><script>alert(1)</script>']],
  ["a host of other letters", ["Host: caf\xe9.example"]],
] as const;

/** Header lines that Node does not take for any. */
const UNREADABLE = [
  ["a NUL in a value", ["X-A: a\0b"]],
  ["a bell in a value", ["X-A: a\x07b"]],
  ["a delete in a value", ["X-A: a\x7fb"]],
  ["a bare CR in a value", ["X-A: a\rX-Org-ID: forged"]],
  ["a bare LF in a value", ["X-A: a\nX-Org-ID: forged"]],
  ["a folded line", ["X-A: a", " X-Org-ID: forged"]],
  ["a line folded by a tab", ["X-A: a", "\tX-Org-ID: forged"]],
  ["a blank before the colon", ["X-Org-ID : forged"]],
  ["a tab before the colon", ["X-Org-ID\t: forged"]],
  ["a blank in a name", ["X Org-ID: forged"]],
  ["a NUL in a name", ["X-Org\0-ID: forged"]],
  ["letters beyond ASCII in a name", ["X-Org-\xccD: forged"]],
  ["no name", [": forged"]],
  ["no colon", ["X-Org-ID forged"]],
] as const;

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useHostileGateway(lane, { routes: OVERLAPPING_ROUTES });
  const guarded = (lines: readonly string[], more: Attack = {}) =>
    gateway.attack({ target: GUARDED_PATH, lines: [signed(), ...lines], ...more });

  test.each(CLAIMED)("a caller stays who the token says, sending %s", async (_, lines) => {
    const answer = await guarded(lines);

    expect(answer.status).toBe(200);
    const [call] = gateway.upstream.requests;
    expect(rawValues(call?.rawHeaders ?? [], "x-org-id")).toEqual([ORG]);
    expect(call).toMatchObject({ method: "GET", target: `/guarded${GUARDED_PATH}` });
  });

  test.each(CLAIMED)("nobody stays nobody on an open route, sending %s", async (_, lines) => {
    const answer = await gateway.attack({ target: OPEN_PATH, lines });

    expect(answer.status).toBe(200);
    expect(gateway.targets).toEqual([`/open${OPEN_PATH}`]);
  });

  test.each(CLAIMED)("nobody gets in without a token, sending %s", async (_, lines) => {
    const answer = await gateway.attack({ target: GUARDED_PATH, lines });

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(gateway.targets).toEqual([]);
  });

  test.each(CLAIMED)("claims that a token lacks are not made up from %s", async (_, lines) => {
    const poor = signed({ email: undefined, role: undefined });

    await gateway.attack({ target: GUARDED_PATH, lines: [poor, ...lines] });

    const { headers } = gateway.upstream.requests[0] ?? {};
    expect(headers?.["x-org-id"]).toBe(ORG);
    expect([headers?.["x-user-email"], headers?.["x-user-role"]]).toEqual([undefined, undefined]);
  });

  test.each(REFUSED)("refuses %s", async (_, lines) => {
    expectEnvelope(await guarded(lines), 400, "BAD_REQUEST");
    expect(gateway.targets).toEqual([]);
  });

  test.each(UNREADABLE)("refuses %s and closes the connection", async (_, lines) => {
    const bytes = bytesOf({ target: GUARDED_PATH, lines: [signed(), ...lines] });

    const answer = given((await gateway.write(bytes))[0]);

    expectEnvelope(answer, 400, "BAD_REQUEST");
    expect(answer.header("connection")).toBe("close");
    expect(gateway.targets).toEqual([]);
  });

  test("refuses a head over 16 KB and closes the connection", async () => {
    const lines = [signed(), `X-Long: ${"a".repeat(17_000)}`];

    const answer = given((await gateway.write(bytesOf({ target: GUARDED_PATH, lines })))[0]);

    expectEnvelope(answer, 431, "HEADERS_TOO_LARGE");
    expect(answer.header("connection")).toBe("close");
  });

  test.each([
    ["the host that was asked for", "Host: tenant.example:8443", "tenant.example:8443"],
    ["an IPv6 host", "Host: [2001:db8::1]:80", "[2001:db8::1]:80"],
  ])("names as the forwarded host %s, and the service as the host", async (_, line, host) => {
    await guarded([line, "X-Forwarded-Host: forged"]);

    const { rawHeaders = [] } = gateway.upstream.requests[0] ?? {};
    expect(rawValues(rawHeaders, "x-forwarded-host")).toEqual([host]);
    expect(rawValues(rawHeaders, "host")).toEqual([`127.0.0.1:${gateway.upstream.port}`]);
  });

  test("sends no forwarded host for an empty one", async () => {
    await guarded(["Host:"]);

    const { rawHeaders = [] } = gateway.upstream.requests[0] ?? {};
    expect(rawValues(rawHeaders, "x-forwarded-host")).toEqual([]);
  });

  test.each(["websocket", "h2c", "TLS/1.0, HTTP/1.1", "anything"])(
    "is not upgraded to %s, and asks for a token all the same",
    async (protocol) => {
      const lines = [
        "Connection: Upgrade, HTTP2-Settings",
        `Upgrade: ${protocol}`,
        "HTTP2-Settings: AAMAAABkAARAAAAA",
      ];

      const stranger = await gateway.attack({ target: GUARDED_PATH, lines });
      const caller = await guarded(lines);

      expectEnvelope(stranger, 401, "UNAUTHORIZED");
      expect(caller.status).toBe(200);
      expect(gateway.targets).toEqual([`/guarded${GUARDED_PATH}`]);
    },
  );

  test.each([GUARDED_PATH, "/", "/health"])(
    "refuses a request without a host, for %s",
    async (target) => {
      const lines = [`GET ${target} HTTP/1.1`, `Origin: ${PARTNER}`, signed()];

      const answer = given((await gateway.write(`${lines.join("\r\n")}\r\n\r\n`))[0]);

      expectEnvelope(answer, 400, "BAD_REQUEST");
      expect(breachesOfAnswer(answer, { isPartner: true, method: "GET" })).toEqual([]);
    },
  );

  test.each(["/", "/health", "/api/gateway-token"])("has no TRACE at %s either", async (target) => {
    const answer = await gateway.attack({ method: "TRACE", target });

    expect(answer.status).toBe(404);
  });

  test("gives no second request a chance behind an upgrade that was not made", async () => {
    const first = bytesOf({ target: OPEN_PATH, lines: ["Connection: Upgrade", "Upgrade: h2c"] });
    const second = bytesOf({ target: GUARDED_PATH, lines: ["X-Org-ID: forged"] });

    const answers = await gateway.write(first + second, { answers: 2 });

    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(gateway.targets).toEqual([`/open${OPEN_PATH}`]);
  });

  test("invites no body before it knows the caller", async () => {
    const lines = ["Expect: 100-continue", "Content-Length: 5", "Connection: close"];
    const bytes = bytesOf({ method: "POST", target: GUARDED_PATH, lines });

    const answer = given((await gateway.write(bytes))[0]);

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(gateway.targets).toEqual([]);
  });

  test.each(["PROPFIND", "TRACE", "PURGE", "QUERY", "MKCOL", "LOCK", "SUBSCRIBE", "M-SEARCH"])(
    "answers 405 in the envelope to %s, which no route has",
    async (method) => {
      const answer = await guarded([], { method });

      expectEnvelope(answer, 405, "METHOD_NOT_ALLOWED");
      expect(answer.header("allow")).toContain("GET");
      expect(gateway.targets).toEqual([]);
    },
  );

  test.each(["get", "Get", "GE T", "FOO", "GET\0", "G\xcbT"])(
    "refuses the method %j and closes the connection",
    async (method) => {
      const bytes = bytesOf({ method, target: GUARDED_PATH, lines: [signed()] });

      const answer = given((await gateway.write(bytes))[0]);

      expectEnvelope(answer, 400, "BAD_REQUEST");
      expect(gateway.targets).toEqual([]);
    },
  );

  test("is no proxy for CONNECT", async () => {
    const lines = [signed(), "Host: evil.example:443"];
    const bytes = bytesOf({ method: "CONNECT", target: "evil.example:443", lines });

    expectEnvelope(given((await gateway.write(bytes))[0]), 400, "BAD_REQUEST");
    expect(gateway.targets).toEqual([]);
  });
});
