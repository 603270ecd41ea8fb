import { once } from "node:events";
import { request } from "node:http";
import { expect, test, vi } from "vitest";
import { ACME_ORG_ID, GLOBEX_ORG_ID } from "./orgs.ts";
import { acme, testDemo } from "./test-demo.ts";

test("refuses a request without X-Org-ID in the platform's envelope", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}/api/v1/agents`, {
    headers: { "X-Request-ID": "req-12345678" },
  });

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: {
      code: "MISSING_ORG_ID",
      message: "X-Org-ID required",
      request_id: "req-12345678",
    },
    metadata: { success: false, timestamp: expect.stringMatching(/^\d{4}-.*Z$/) },
  });
});

test("refuses a repeated X-Org-ID instead of choosing one", async () => {
  const { urls } = await testDemo();
  const sent = request(`${urls.agents}/api/v1/agents`, {
    headers: { "X-Org-ID": [ACME_ORG_ID, GLOBEX_ORG_ID] },
  });

  sent.end();
  const [response] = await once(sent, "response");

  expect(response.statusCode).toBe(400);
  response.resume();
});

test("answers status and health without an organisation", async () => {
  const { urls } = await testDemo();

  const status = await fetch(`${urls.agents}/api/v1/status`);
  const health = await Promise.all(Object.values(urls).map((url) => fetch(`${url}/health`)));

  expect(await status.json()).toEqual({ status: "ok", service: "agents" });
  expect(health.map((response) => response.status)).toEqual([200, 200, 200]);
});

test("answers an unknown path with 404", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.workflows}/api/v1/agents`, { headers: acme });

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
});

test("answers an unknown method with 405 and the methods that the path takes", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}/api/v1/agents`, { method: "DELETE", headers: acme });

  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
});

test("answers a path with a bad escape with 400", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}/api/v1/agents/%ff`, { headers: acme });

  expect(response.status).toBe(400);
});

test("logs each request with the forwarded headers, and never a credential", async () => {
  const { urls, lines } = await testDemo();

  const response = await fetch(`${urls.agents}/api/v1/agents?limit=2`, {
    headers: { ...acme, "X-User-Email": "ada@acme.example", Authorization: "Bearer hidden" },
  });
  await response.text();

  await vi.waitFor(() => expect(lines).toHaveLength(3));
  const log = lines.join("\n");
  expect(log).toMatch(/agents +GET \/api\/v1\/agents\?limit=2 → 200, done in \d+ ms/);
  expect(log).toContain(`X-Org-ID: ${ACME_ORG_ID}  X-User-Email: ada@acme.example`);
  expect(log).toContain("Authorization: present!");
  expect(log).not.toContain("hidden");
});
