import { expect, test, vi } from "vitest";
import { acme, testDemo } from "./test-demo.ts";

const run = "/api/v1/agents/support-triage/run";

test("streams numbered steps and ends with done", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}${run}?interval=10&steps=3`, { headers: acme });
  const events = (await response.text()).trim().split("\n\n");

  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(events.map((event) => event.split("\n").slice(0, 2))).toEqual([
    ["id: 1", "event: step"],
    ["id: 2", "event: step"],
    ["id: 3", "event: step"],
    ["id: 4", "event: done"],
  ]);
  expect(JSON.parse(events[1]?.split("data: ")[1] ?? "")).toEqual({
    agent_id: "support-triage",
    step: 2,
    steps: 3,
    text: "Support triage calls tickets.search",
  });
});

test("sends the first event at once, however long the interval", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}${run}?interval=60000`, { headers: acme });
  const first = await response.body?.getReader().read();

  expect(new TextDecoder().decode(first?.value)).toMatch(/^id: 1\nevent: step\ndata: \{.*\}\n\n$/);
});

test("stops when the client goes away, and says so", async () => {
  const { urls, lines } = await testDemo();
  const client = new AbortController();
  const response = await fetch(`${urls.agents}${run}?interval=60000`, {
    headers: acme,
    signal: client.signal,
  });
  await response.body?.getReader().read();

  client.abort();

  await vi.waitFor(() => expect(lines.join("\n")).toContain("after 1 events: the client has gone"));
});

test("continues behind the event that Last-Event-ID names", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}${run}?interval=10&steps=3`, {
    headers: { ...acme, "Last-Event-ID": "2" },
  });

  expect(await response.text()).toMatch(/^id: 3\nevent: step\n.*\n\nid: 4\nevent: done\n.*\n\n$/);
});

test("tells a client that has seen done to stop asking", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}${run}?steps=3`, {
    headers: { ...acme, "Last-Event-ID": "4" },
  });

  expect(response.status).toBe(204);
});

test.each(["interval=9", "interval=60001", "steps=0", "steps=10001", "steps=x"])(
  "refuses a run with %s",
  async (query) => {
    const { urls } = await testDemo();

    const response = await fetch(`${urls.agents}${run}?${query}`, { headers: acme });

    expect(response.status).toBe(400);
  },
);

test("answers a run of an unknown agent with 404", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}/api/v1/agents/nobody/run`, { headers: acme });

  expect(response.status).toBe(404);
});

test("answers HEAD of a run at once, without running", async () => {
  const { urls } = await testDemo();

  const response = await fetch(`${urls.agents}${run}?interval=60000`, {
    method: "HEAD",
    headers: acme,
  });

  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
});
