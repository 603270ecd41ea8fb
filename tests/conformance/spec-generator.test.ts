import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type App, startApp } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { type Answer, send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer, type TokenOptions } from "#tests/support/tokens.ts";
import { rawValues, startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const TEXT = readFileSync(join(import.meta.dirname, "../../routes.yaml"), "utf8");
// Read by the YAML library alone, so that the app's own reading of the file is put to the test.
const File = z.object({
  public_paths: z.array(z.string()),
  routes: z.array(
    z.object({
      path: z.string(),
      method: z.string(),
      proxy_upstream: z.string(),
      auth_required: z.boolean().default(true),
      scopes: z.array(z.string()).default([]),
    }),
  ),
});
const FILE = File.parse(parse(TEXT));
const ROUTES = FILE.routes.map((route) => ({
  ...route,
  name: `${route.method} ${route.path}`,
  target: route.path.replace(/\{[^}]+\}/g, "some-id"),
  isPublic: !route.auth_required || FILE.public_paths.includes(route.path),
}));
const CLOSED = ROUTES.filter((route) => !route.isPublic);
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const FORGED = [
  "X-Org-ID",
  "x-org-id",
  "X_Org_ID",
  "X.Org.Id",
  "X-User-ID",
  "X-User-Email",
  "X-User-Role",
];

type Route = (typeof ROUTES)[number];

test("has routes to walk", () => {
  expect(CLOSED.length).toBeGreaterThan(10);
  expect(CLOSED.some(({ scopes }) => scopes.length > 0)).toBe(true);
});

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;

  beforeAll(async () => {
    upstream = await startUpstream();
    const names = TEXT.matchAll(/proxy_upstream: \$\{?(\w+)/g);
    const env = Object.fromEntries([...names].map(([, name = ""]) => [name, upstream.url]));
    app = await startApp({ lane, routes: TEXT, env });
  });
  beforeEach(() => upstream.reset());
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });

  const call = (route: Route, headers: readonly string[], method = route.method): Promise<Answer> =>
    send(app.url + route.target, { method, headers });
  const token = async (route: Route, options: TokenOptions = {}) => {
    const { authorization } = await bearer({ claims: { scopes: route.scopes }, ...options });
    return ["authorization", authorization];
  };

  test.each(CLOSED)("$name: refuses a call without a token", async (route) => {
    expectEnvelope(await call(route, []), 401, "UNAUTHORIZED");
    expect(upstream.requests).toEqual([]);
  });

  test.each(CLOSED)("$name: refuses an expired token", async (route) => {
    const answer = await call(route, await token(route, { expiresIn: -60 }));

    expectEnvelope(answer, 401, "EXPIRED_TOKEN");
    expect(upstream.requests).toEqual([]);
  });

  test.each(CLOSED)("$name: refuses a token of another algorithm", async (route) => {
    const answer = await call(route, await token(route, { alg: "HS512" }));

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(upstream.requests).toEqual([]);
  });

  test.each(CLOSED.filter(({ scopes }) => scopes.length > 0))(
    "$name: refuses a token that lacks any one of its scopes",
    async (route) => {
      for (const missing of route.scopes) {
        const scopes = route.scopes.filter((scope) => scope !== missing);
        const answer = await call(route, await token(route, { claims: { scopes } }));

        expect(expectEnvelope(answer, 403, "INSUFFICIENT_SCOPE")).toContain(missing);
      }
      expect(upstream.requests).toEqual([]);
    },
  );

  test.each(ROUTES)("$name: refuses methods that its path does not have", async (route) => {
    const had = new Set(
      ROUTES.flatMap(({ path, method }) => (path === route.path ? [method] : [])),
    );
    for (const method of METHODS.filter((method) => !had.has(method))) {
      const answer = await call(route, await token(route), method);

      expectEnvelope(answer, 405, "METHOD_NOT_ALLOWED");
      const allowed = new Set(answer.header("allow")?.split(", "));
      expect(had.isSubsetOf(allowed)).toBe(true);
      expect(allowed.has(method)).toBe(false);
    }
    expect(upstream.requests).toEqual([]);
  });

  test.each(CLOSED)(
    "$name: tells the upstream who calls exactly once, whatever the client claims",
    async (route) => {
      const forged = FORGED.flatMap((name) => [name, "forged"]);

      const answer = await call(route, [...(await token(route)), ...forged]);

      expect(answer.status).toBe(200);
      expect(upstream.requests).toMatchObject([{ method: route.method, target: route.target }]);
      const { rawHeaders = [] } = upstream.requests[0] ?? {};
      expect(rawValues(rawHeaders, "x-org-id")).toEqual(["org-1"]);
      expect(rawValues(rawHeaders, "x-user-id")).toEqual(["user-1"]);
      expect(rawHeaders).not.toContain("forged");
    },
  );

  test.each(ROUTES.filter((route) => route.isPublic))(
    "$name: serves everybody, as nobody's",
    async (route) => {
      const forged = FORGED.flatMap((name) => [name, "forged"]);

      const answer = await call(route, [...(await token(route, { expiresIn: -60 })), ...forged]);

      expect(answer.status).toBe(200);
      const { rawHeaders = [] } = upstream.requests[0] ?? {};
      expect(rawValues(rawHeaders, "x-org-id")).toEqual([]);
      expect(rawHeaders).not.toContain("forged");
    },
  );
});
