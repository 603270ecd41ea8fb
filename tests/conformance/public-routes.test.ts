import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/status";
const IDENTITY = ["x-org-id", "x-user-id", "x-user-email", "x-user-role"];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: [{ path: PATH, auth_required: false }] });

  test.each([
    ["without a token", async () => ({})],
    ["with a good token", () => bearer()],
    ["with an expired token", () => bearer({ expiresIn: -60 })],
    ["with garbage for a token", async () => ({ authorization: "Bearer garbage" })],
    ["with other credentials", async () => ({ authorization: "Basic dXNlcjpwYXNz" })],
  ])("serves a call %s, as nobody's", async (_, headers) => {
    const answer = await gateway.send(PATH, { headers: await headers() });

    expect(answer.status).toBe(200);
    const [request] = gateway.upstream.requests;
    const names = Object.keys(request?.headers ?? {});
    expect(names.filter((name) => IDENTITY.includes(name))).toEqual([]);
    expect(names).not.toContain("authorization");
  });

  test("drops identity that the client claims", async () => {
    const headers = Object.fromEntries(IDENTITY.map((name) => [name, "forged"]));

    await gateway.send(PATH, { headers });

    const [request] = gateway.upstream.requests;
    expect(request?.rawHeaders.filter((text) => text === "forged")).toEqual([]);
  });

  test("leaves the upstream's caching instructions alone", async () => {
    gateway.upstream.answerWith((response) => {
      response.setHeader("cache-control", "public, max-age=60");
      response.end();
    });

    const answer = await gateway.send(PATH);

    expect(answer.values("cache-control")).toEqual(["public, max-age=60"]);
    expect(answer.values("vary").join()).not.toMatch(/authorization/i);
  });
});
