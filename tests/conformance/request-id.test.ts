import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/items";
const MADE = /^req-[0-9a-f]{16,}$/;

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [
      { path: PATH, auth_required: false },
      { path: PATH, method: "POST", auth_required: false },
      { path: "/api/v1/closed" },
    ],
  });

  test.each(["GET", "POST"])("tells client and upstream the same id, %s", async (method) => {
    const answer = await gateway.send(PATH, {
      method,
      ...(method === "POST" ? { body: "a" } : {}),
    });

    const id = answer.header("x-request-id");
    expect(answer.values("x-request-id")).toEqual([expect.stringMatching(MADE)]);
    expect(gateway.upstream.requests[0]?.headers["x-request-id"]).toBe(id);
  });

  test.each(["req-abc123", "A.b_c-9~".replace("~", "0"), "a".repeat(8), "a".repeat(128)])(
    "keeps the client's id %s",
    async (id) => {
      const answer = await gateway.send(PATH, { headers: { "x-request-id": id } });

      expect(answer.values("x-request-id")).toEqual([id]);
      expect(gateway.upstream.requests[0]?.headers["x-request-id"]).toBe(id);
    },
  );

  test.each([
    ["is too short", "a".repeat(7)],
    ["is too long", "a".repeat(129)],
    ["holds a blank", "request id"],
    ["holds markup", "<script>alert(1)</script>"],
    ["holds bytes beyond ASCII", "caf\u00e9-caf\u00e9"],
    ["is empty", ""],
  ])("replaces an id that %s", async (_, id) => {
    const answer = await gateway.raw("GET", PATH, [`X-Request-ID: ${id}`]);

    expect(answer.values("x-request-id")).toEqual([expect.stringMatching(MADE)]);
    expect(gateway.upstream.requests[0]?.headers["x-request-id"]).not.toBe(id);
  });

  test("gives every request an id of its own", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.send(PATH)));

    expect(new Set(answers.map((answer) => answer.header("x-request-id")))).toHaveLength(20);
  });

  test("names the client's id in an error", async () => {
    const answer = await gateway.send("/api/v1/closed", {
      headers: { "x-request-id": "mine-1234" },
    });

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(JSON.parse(answer.text).error.request_id).toBe("mine-1234");
  });

  test.each(["/health", "/ready", "/api/gateway-token", "/api/v1/docs", "/api/foo"])(
    "gives answers of its own endpoints an id too: %s",
    async (path) => {
      const answer = await gateway.send(path);

      expect(answer.values("x-request-id")).toEqual([expect.stringMatching(MADE)]);
    },
  );
});
