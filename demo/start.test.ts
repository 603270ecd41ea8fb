import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startDemo } from "./start.ts";
import { acme, json, testDemo } from "./test-demo.ts";

test("keeps data over a restart, and does not bring removed examples back", async () => {
  const directory = await mkdtemp(join(tmpdir(), "eloquent-start-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const databasePath = join(directory, "demo.sqlite");
  const first = await testDemo({ databasePath });
  const path = "/api/v1/workflows";
  await fetch(`${first.urls.workflows}${path}`, json("POST", { name: "Kept" }));
  await fetch(`${first.urls.workflows}${path}/month-end`, { method: "DELETE", headers: acme });
  await first.close();

  const second = await testDemo({ databasePath });
  const response = await fetch(`${second.urls.workflows}${path}`, { headers: acme });

  expect(await response.json()).toMatchObject({
    data: [{ name: "Ticket intake" }, { name: "Kept" }],
  });
});

test("closes while an event stream is open, ending the stream", async () => {
  const demo = await testDemo();
  const run = `${demo.urls.agents}/api/v1/agents/support-triage/run?interval=60000`;
  const reader = (await fetch(run, { headers: acme })).body?.getReader();
  await reader?.read();

  await demo.close();

  expect(await reader?.read()).toEqual({ done: true, value: undefined });
  await expect(fetch(run, { headers: acme })).rejects.toThrow();
});

test("rejects when a port is taken", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void holder.close());
  await once(holder, "listening");
  const address = holder.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;

  const started = startDemo({ ports: { agents: 0, workflows: taken, entities: 0 } });

  await expect(started).rejects.toMatchObject({ code: "EADDRINUSE" });
});
