import { expect, test } from "vitest";
import { GLOBEX_ORG_ID } from "./orgs.ts";
import { acme, json, testDemo } from "./test-demo.ts";

const globex = { "X-Org-ID": GLOBEX_ORG_ID } as const;

test.each(["agents", "workflows", "entities"] as const)(
  "lists each demo organisation's own %s and nothing of the other's",
  async (kind) => {
    const { urls } = await testDemo();
    const idsOf = async (headers: HeadersInit) => {
      const response = await fetch(`${urls[kind]}/api/v1/${kind}`, { headers });
      const { data }: { data: { id: string }[] } = await response.json();
      return data.map(({ id }) => id);
    };

    const [ofAcme, ofGlobex] = await Promise.all([idsOf(acme), idsOf(globex)]);

    expect(ofAcme.length).toBeGreaterThan(0);
    expect(ofGlobex.length).toBeGreaterThan(0);
    expect(ofAcme.filter((id) => ofGlobex.includes(id))).toEqual([]);
  },
);

test.each(["GET", "PUT", "PATCH", "DELETE"])(
  "answers %s of another organisation's agent with 404",
  async (method) => {
    const { urls } = await testDemo();
    const body = method === "PUT" || method === "PATCH" ? '{"name":"Mine now"}' : null;
    const headers = { ...globex, "Content-Type": "application/json" };
    const target = `${urls.agents}/api/v1/agents/support-triage`;

    const response = await fetch(target, { method, headers, body });

    expect(response.status).toBe(404);
    expect((await fetch(target, { headers: acme })).status).toBe(200);
  },
);

test("creates an agent, and answers 201 with the place where it is", async () => {
  const { urls } = await testDemo();

  const made = await fetch(`${urls.agents}/api/v1/agents`, json("POST", { name: "Scout" }));
  const place = made.headers.get("location");
  const found = await fetch(`${urls.agents}${place}`, { headers: acme });

  expect(made.status).toBe(201);
  expect(await found.json()).toMatchObject({ data: { name: "Scout", status: "active" } });
});

test("replaces with PUT: what is left out falls back to its default", async () => {
  const { urls } = await testDemo();

  const response = await fetch(
    `${urls.agents}/api/v1/agents/support-triage`,
    json("PUT", { name: "Triage" }),
  );

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ data: { name: "Triage", tools: [] } });
});

test("merges with PATCH: what is left out stays", async () => {
  const { urls } = await testDemo();

  const response = await fetch(
    `${urls.entities}/api/v1/entities/northwind-traders`,
    json("PATCH", { attributes: { tier: "silver", open_tickets: null } }),
  );

  expect(await response.json()).toMatchObject({
    data: { name: "Northwind Traders", attributes: { country: "NL", tier: "silver" } },
  });
});

test("removes with DELETE, once", async () => {
  const { urls } = await testDemo();
  const target = `${urls.workflows}/api/v1/workflows/month-end`;

  const first = await fetch(target, { method: "DELETE", headers: acme });
  const second = await fetch(target, { method: "DELETE", headers: acme });

  expect([first.status, second.status]).toEqual([204, 404]);
});

test("pages through a list by cursor, without gap or repetition", async () => {
  const { urls } = await testDemo();
  const names: string[] = [];
  let cursor: string | null = "";

  while (cursor !== null) {
    const next: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const response = await fetch(`${urls.agents}/api/v1/agents?limit=1${next}`, { headers: acme });
    const page: { data: { name: string }[]; metadata: { next_cursor: string | null } } =
      await response.json();
    names.push(...page.data.map(({ name }) => name));
    cursor = page.metadata.next_cursor;
  }

  expect(names).toEqual(["Support triage", "Invoice checker", "Release notes writer"]);
});

test.each(["limit=0", "limit=101", "limit=x", "cursor=%00", "cursor=bm90LWEtbnVtYmVy"])(
  "refuses a list with %s",
  async (query) => {
    const { urls } = await testDemo();

    const response = await fetch(`${urls.agents}/api/v1/agents?${query}`, { headers: acme });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "VALIDATION_FAILED" } });
  },
);

test.each(["agents", "agents/support-triage"])(
  "answers %s with validators, no Cache-Control, and 304 to its own tag",
  async (path) => {
    const { urls } = await testDemo();
    const target = `${urls.agents}/api/v1/${path}`;

    const full = await fetch(target, { headers: acme });
    const tag = full.headers.get("etag") ?? "";
    const again = await fetch(target, { headers: { ...acme, "If-None-Match": tag } });

    expect(tag).toMatch(/^"[\w-]+"$/);
    expect(full.headers.get("last-modified")).toMatch(/GMT$/);
    expect(full.headers.has("cache-control")).toBe(false);
    expect(again.status).toBe(304);
    expect(again.headers.get("etag")).toBe(tag);
    expect(await again.text()).toBe("");
  },
);

test("gives a list another tag after a removal", async () => {
  const { urls } = await testDemo();
  const list = `${urls.agents}/api/v1/agents`;
  const before = (await fetch(list, { headers: acme })).headers.get("etag") ?? "";

  await fetch(`${list}/support-triage`, { method: "DELETE", headers: acme });
  const after = await fetch(list, { headers: { ...acme, "If-None-Match": before } });

  expect(after.status).toBe(200);
  expect(after.headers.get("etag")).not.toBe(before);
});

test("answers HEAD with GET's headers and no body", async () => {
  const { urls } = await testDemo();
  const target = `${urls.agents}/api/v1/agents`;

  const got = await fetch(target, { headers: acme });
  const head = await fetch(target, { method: "HEAD", headers: acme });

  expect(head.status).toBe(200);
  expect(head.headers.get("content-length")).toBe(got.headers.get("content-length"));
  expect(head.headers.get("etag")).toBe(got.headers.get("etag"));
  expect(await head.text()).toBe("");
});

test.each([
  ["no name", {}, "name"],
  ["an empty name", { name: "  " }, "name"],
  ["a name of 121 characters", { name: "n".repeat(121) }, "name"],
  ["an unknown status", { name: "A", status: "asleep" }, "status"],
  ["a list for a body", [], "body"],
])("refuses a body with %s, naming the field", async (_, body, field) => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}/api/v1/agents`, json("POST", body));

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: "VALIDATION_FAILED", message: expect.stringMatching(`^${field}: `) },
  });
});

test.each([
  ["broken JSON", "application/json", "{", 400, "BAD_REQUEST"],
  ["not UTF-8", "application/json", Uint8Array.of(0x22, 0xff, 0x22), 400, "BAD_REQUEST"],
  ["JSON under another type", "text/plain", '{"name":"A"}', 415, "UNSUPPORTED_MEDIA_TYPE"],
  ["over 1 MB", "application/json", " ".repeat(1_048_577), 413, "PAYLOAD_TOO_LARGE"],
])("refuses a body that is %s", async (_, type, body, status, code) => {
  const { urls } = await testDemo();
  const headers = { ...acme, "Content-Type": type };

  const response = await fetch(`${urls.agents}/api/v1/agents`, { method: "POST", headers, body });

  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code } });
});
