import { expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { handleRequest } from "./route.ts";

const URL_ASKED = "http://localhost:3000/api/v1/agents?page=2";

test("gives a Response bytes of its own: a cache goes on holding what it answered with", async () => {
  const cached = new TextEncoder().encode("from the cache");
  const response = await handleRequest(new Request(URL_ASKED), () => ({
    status: 200,
    headers: ["Content-Type", "text/plain"],
    body: cached,
  }));

  const { value } = (await response.body?.getReader().read()) ?? {};
  expect(new TextDecoder().decode(value)).toBe("from the cache");
  value?.fill(0);

  expect(new TextDecoder().decode(cached)).toBe("from the cache");
});

test("hands over every header line of a reply, repetitions included", async () => {
  const headers = ["Set-Cookie", "a=1", "X-Note", "caf\xe9", "set-cookie", "b=2"];
  const response = await handleRequest(new Request(URL_ASKED), () => ({
    status: 201,
    headers,
    body: "made",
  }));

  expect(response.status).toBe(201);
  expect([...response.headers]).toEqual([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["x-note", "caf\xe9"],
  ]);
  expect(await response.text()).toBe("made");
});

test.each([204, 205, 304])("gives a %i no body", async (status) => {
  const response = await handleRequest(new Request(URL_ASKED), () => ({
    status,
    headers: [],
    body: "none of it",
  }));

  expect(response.body).toBeNull();
});

test("learns from the request's signal that its client has gone where no socket is known", async () => {
  const leaving = new AbortController();
  let seen: Exchange | null = null;
  await handleRequest(new Request(URL_ASKED, { signal: leaving.signal }), (exchange) => {
    seen = exchange;
    return { status: 200, headers: [], body: "text" };
  });
  const isCancelled = () => seen?.cancellation.isCancelled;
  expect(isCancelled()).toBe(false);

  leaving.abort();

  expect(isCancelled()).toBe(true);
});

test("knows of a client that had gone before its request came here", async () => {
  let isCancelled = false;
  await handleRequest(new Request(URL_ASKED, { signal: AbortSignal.abort() }), (exchange) => {
    isCancelled = exchange.cancellation.isCancelled;
    return { status: 200, headers: [], body: "text" };
  });

  expect(isCancelled).toBe(true);
});

test("reads the target from the request's URL where no socket is known", async () => {
  let target = "";
  await handleRequest(new Request(URL_ASKED), (exchange) => {
    target = exchange.rawTarget;
    return { status: 200, headers: [], body: null };
  });

  expect(target).toBe("/api/v1/agents?page=2");
});
