import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type App, startApp, TEST_SECRET } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

// The platform guide's own routes.yaml with its "Adding a new route", to the letter.
const ROUTES = `version: "1.0"
public_paths:
  - /health
  - /ready
  - /api/v1/docs
routes:
  # READ operation (GET) - no scope required, just auth
  - path: /api/v1/agents
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    cache_ttl: 60s
  # WRITE operation (POST) - requires scope
  - path: /api/v1/agents
    method: POST
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    scopes:
      - write:agents
  # WRITE operation (PUT/DELETE) - requires scope
  - path: /api/v1/agents/{id}
    method: PUT
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    scopes:
      - write:agents
  - path: /api/v1/widgets
    method: POST
    proxy_upstream: $WIDGET_SERVICE_URL
    auth_required: true
    scopes:
      - write:widgets
`;

/** The guide's frontend, which makes the token itself. */
function guideToken(scopes: readonly string[]): Promise<string> {
  const secret = new TextEncoder().encode(TEST_SECRET);
  return new SignJWT({
    org_id: "org-uuid",
    user_id: "user-uuid",
    email: "user@example.com",
    role: "user",
    scopes,
    product: "eloquent",
  })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt()
    .setIssuer("eloquent-gateway")
    .setAudience("eloquent-api")
    .setExpirationTime("1h")
    .sign(secret);
}

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let agents: UpstreamServer;
  let widgets: UpstreamServer;

  beforeAll(async () => {
    agents = await startUpstream();
    widgets = await startUpstream();
    app = await startApp({
      lane,
      routes: ROUTES,
      env: { AGENTS_SERVICE_URL: agents.url, WIDGET_SERVICE_URL: widgets.url },
    });
  });
  beforeEach(() => {
    agents.reset();
    widgets.reset();
  });
  afterAll(async () => {
    await app.stop();
    await agents.close();
    await widgets.close();
  });

  async function call(method: string, path: string, scopes = ["read", "write", "write:agents"]) {
    const authorization = `Bearer ${await guideToken(scopes)}`;
    const body = method === "GET" ? {} : { body: "{}" };
    return send(app.url + path, { method, headers: { authorization }, ...body });
  }

  test.each([
    ["GET", "/api/v1/agents"],
    ["POST", "/api/v1/agents"],
    ["PUT", "/api/v1/agents/7"],
  ])("forwards %s %s with the guide's headers", async (method, path) => {
    const answer = await call(method, path);

    expect(answer.status).toBe(200);
    expect(agents.requests).toMatchObject([
      {
        method,
        target: path,
        headers: {
          "x-org-id": "org-uuid",
          "x-user-id": "user-uuid",
          "x-user-email": "user@example.com",
          "x-user-role": "user",
        },
      },
    ]);
  });

  test("forwards the added route once the token has its scope", async () => {
    const without = await call("POST", "/api/v1/widgets");
    const withScope = await call("POST", "/api/v1/widgets", ["write:widgets"]);

    expect(JSON.parse(without.text).error.code).toBe("INSUFFICIENT_SCOPE");
    expect(withScope.status).toBe(200);
    expect(widgets.requests).toHaveLength(1);
  });

  test("answers errors in the guide's form", async () => {
    const answer = await send(`${app.url}/api/v1/agents`, {
      headers: { authorization: "Bearer not-a-token", "x-request-id": "req-abc123" },
    });

    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toEqual({
      error: {
        code: "UNAUTHORIZED",
        message: "Invalid or expired token",
        request_id: "req-abc123",
      },
      metadata: {
        success: false,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      },
    });
  });

  test.each(["/health", "/ready", "/api/v1/docs"])("answers %s without a token", async (path) => {
    expect((await send(app.url + path)).status).toBe(200);
  });
});
