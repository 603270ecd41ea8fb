import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

// Every route says in its upstream path which one it is; the weakest come first in the file.
const open = { auth_required: false };
const ROUTES = [
  { ...open, path: "/api/v1/files/{rest*}", upstream_path: "/rest/{rest}" },
  { ...open, path: "/api/v1/files/{id}", upstream_path: "/param/{id}" },
  { ...open, path: "/api/v1/files/latest", upstream_path: "/static" },
  { ...open, path: "/api/v1/{kind}/latest/log", upstream_path: "/kind-log/{kind}" },
  { ...open, path: "/api/v1/files/{id}/meta", upstream_path: "/meta/{id}" },
  { ...open, path: "/api/v1/files/{id}", method: "DELETE", upstream_path: "/delete/{id}" },
  { ...open, path: "/api/v1/heads", method: "HEAD", upstream_path: "/own-head" },
  { ...open, path: "/api/v1/heads", upstream_path: "/get-of-heads" },
  { ...open, path: "/api/v1/plain" },
  { ...open, path: "/api/v1/based", proxy_upstream: "$BASED" },
  { ...open, path: "/api/v1/swap/{a}/{b}", upstream_path: "/x/{b}/{a}" },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: ROUTES,
    // The same port would do; a literal with a base path needs one that is known beforehand.
    env: { BASED: "http://127.0.0.1:9/unused" },
  });

  async function routed(path: string, method = "GET"): Promise<string | undefined> {
    await gateway.send(path, { method });
    return gateway.upstream.requests[0]?.target;
  }

  test.each([
    ["static before a parameter", "/api/v1/files/latest", "/static"],
    ["a parameter before the rest", "/api/v1/files/7", "/param/7"],
    ["the rest for what is deeper", "/api/v1/files/a/b/c", "/rest/a/b/c"],
    ["a deeper shape by its parameter", "/api/v1/files/7/meta", "/meta/7"],
    [
      "the left segment's static before the right one's",
      "/api/v1/files/latest/log",
      "/rest/latest/log",
    ],
    [
      "another branch when the stronger one ends nowhere",
      "/api/v1/tools/latest/log",
      "/kind-log/tools",
    ],
    ["parameters by name, not by place", "/api/v1/swap/1/2", "/x/2/1"],
    ["an escaped segment as it is", "/api/v1/files/a%20b%3Fc", "/param/a%20b%3Fc"],
    ["the request's own path where the route names no other", "/api/v1/plain", "/api/v1/plain"],
  ])("takes %s", async (_, path, target) => {
    expect(await routed(path)).toBe(target);
  });

  test.each([
    ["nobody has", "/api/v1/nothing"],
    ["ends in a slash", "/api/v1/plain/"],
    ["has other letters' case", "/api/v1/Plain"],
    ["leaves a parameter empty", "/api/v1/files/"],
    ["is too short", "/api/v1/files"],
    ["is too long", "/api/v1/plain/more"],
    ["is the API's root", "/api/v1/"],
    ["is not in the API", "/api/foo"],
    ["is of another version", "/api/v2/plain"],
    ["lies under the docs", "/api/v1/docs/deep"],
  ])("answers 404 for a path that %s", async (_, path) => {
    const answer = await gateway.send(path);

    expectEnvelope(answer, 404, "NOT_FOUND");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("answers 405 with the methods of the path", async () => {
    const answer = await gateway.send("/api/v1/files/7", { method: "PUT" });

    expectEnvelope(answer, 405, "METHOD_NOT_ALLOWED");
    expect(answer.header("allow")?.split(", ").sort()).toEqual([
      "DELETE",
      "GET",
      "HEAD",
      "OPTIONS",
    ]);
  });

  test("does not fall back to a weaker shape that has the method", async () => {
    const answer = await gateway.send("/api/v1/files/latest", { method: "DELETE" });

    expectEnvelope(answer, 405, "METHOD_NOT_ALLOWED");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("serves HEAD by the GET route, without a body", async () => {
    const answer = await gateway.send("/api/v1/plain", { method: "HEAD" });

    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(0);
    expect(gateway.upstream.requests).toMatchObject([{ method: "HEAD", target: "/api/v1/plain" }]);
  });

  test("serves HEAD by a HEAD route where there is one", async () => {
    expect(await routed("/api/v1/heads", "HEAD")).toBe("/own-head");
  });

  test("answers OPTIONS itself with the methods of the path", async () => {
    const answer = await gateway.send("/api/v1/plain", { method: "OPTIONS" });

    expect(answer.status).toBe(204);
    expect(answer.header("allow")).toBe("GET, HEAD, OPTIONS");
    expect(answer.header("x-request-id")).toMatch(/^req-[0-9a-f]{16,}$/);
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("answers OPTIONS of an unknown path with 404", async () => {
    const answer = await gateway.send("/api/v1/nothing", { method: "OPTIONS" });

    expectEnvelope(answer, 404, "NOT_FOUND");
  });
});
